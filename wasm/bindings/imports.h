// The functions that the core calls in the page, behind its ports (wasm/src/core.ts).
//
// A completion is a function and its object. The page passes both to core_run(), core_stored() or
// core_replied(), later and once. Times are ms in doubles, which hold them exactly.
#pragma once

#include <cstdint>

#include "godwit/callback.h"
#include "godwit/delivery.h"
#include "godwit/ports/event_store.h"
#include "godwit/ports/transport.h"

#define GODWIT_IMPORT(name) __attribute__((import_module("page"), import_name(name)))

extern "C" {

GODWIT_IMPORT("uptime") double page_uptime();
GODWIT_IMPORT("wall") double page_wall();
GODWIT_IMPORT("random") void page_random(std::uint8_t* bytes, int count);

GODWIT_IMPORT("post") void page_post(godwit::Callback<void()> task);
// Returns a number above zero.
GODWIT_IMPORT("runAt") int page_run_at(double uptime, godwit::Callback<void()> task);
GODWIT_IMPORT("cancel") void page_cancel(int timer);

// The page passes `visitor` on to core_found() and core_found_value(), before it completes.
GODWIT_IMPORT("load")
void page_load(godwit::StoreVisitor* visitor, godwit::EventStore::Done done);
GODWIT_IMPORT("read")
void page_read(const std::uint64_t* ids, int count, godwit::StoreVisitor* visitor,
               godwit::EventStore::Done done);
GODWIT_IMPORT("commit")
void page_commit(const godwit::StoreWrite& write, godwit::EventStore::Done done);
GODWIT_IMPORT("purge") void page_purge(godwit::EventStore::Done done);

GODWIT_IMPORT("send")
void page_send(const char* url, int url_size, const char* body, int body_size,
               godwit::Transport::Done done);
GODWIT_IMPORT("defer")
void page_defer(const char* url, int url_size, const char* body, int body_size);
GODWIT_IMPORT("cancelSend") void page_cancel_send();
// Above zero: granted at once.
GODWIT_IMPORT("claim") int page_claim(godwit::Callback<void()> granted);
GODWIT_IMPORT("release") void page_release();

GODWIT_IMPORT("log") void page_log(int level, const char* message, int size);
GODWIT_IMPORT("report") void page_report(const godwit::DeliveryReport& report);
// The result of a call that took time.
GODWIT_IMPORT("answer") void page_answer(int call, const godwit::Status& status);
}
