// The ports' imported functions, empty: only the size of the module is looked at.
mergeInto(LibraryManager.library, {
  port_now: function (which) { return 0; },
  port_random: function (bytes, count) {},
  port_run_at: function (when) { return 0; },
  port_cancel: function (timer) {},
  port_post: function (task, size) {},
  port_store: function (operation, from, count) {},
  port_send: function (url, urlSize, body, bodySize) {},
  port_log: function (level, message, size) {},
});
