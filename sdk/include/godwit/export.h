// GODWIT_API marks the names that the shared library exports; all others are hidden.
#pragma once

#if defined(_WIN32) && defined(GODWIT_SHARED)
#if defined(GODWIT_BUILDING)
#define GODWIT_API __declspec(dllexport)
#else
#define GODWIT_API __declspec(dllimport)
#endif
#elif defined(__GNUC__)
#define GODWIT_API __attribute__((visibility("default")))
#else
#define GODWIT_API
#endif
