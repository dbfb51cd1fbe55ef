// Requires C++20, which every C++ header of Godwit needs.
//
// An older compiler reads nothing else of a header that includes this one first. So it prints only
// this one error.
#pragma once

#ifndef __cplusplus
#error "this header of godwit is C++; in C include <godwit/godwit.h>"
#elif __cplusplus > 201703L || (defined(_MSVC_LANG) && _MSVC_LANG > 201703L)
#define GODWIT_CPP20
#else
#error "godwit needs C++20: -std=c++20"
#endif
