// Tells a developer what to write instead of a type that cannot become a Value.
//
// Such a type finds a deleted constructor. Its last template argument is a name of godwit::write.
// Every compiler prints that name, so the name is the message.
#pragma once

#include "godwit/cpp20.h"
#ifdef GODWIT_CPP20

#include <chrono>
#include <concepts>
#include <ranges>
#include <string_view>
#include <type_traits>

namespace godwit {

namespace write {

struct text_in_double_quotes_or_static_cast_to_int;      // 'c'
struct text_in_UTF_8;                                    // L"text", std::u16string
struct its_name_in_double_quotes_or_static_cast_to_int;  // An enumerator.
struct its_count_and_put_the_unit_into_the_name;         // std::chrono::seconds(5)
struct its_milliseconds_since_1970_or_its_text;          // A time point.
struct the_object_instead_of_the_pointer;                // Also a pointer to a function.
struct static_cast_to_double;                            // long double
struct static_cast_to_int64_t_or_its_digits_as_text;     // __int128
struct std_string_view_of_the_characters;                // std::vector<char>
struct Properties_with_one_set_for_each_entry;           // std::map
struct a_list_of_numbers_text_lists_or_Properties;       // A list of one of the above.
struct a_number_text_list_or_Properties;                 // All else.

}  // namespace write

template <typename T>
concept CharacterType = std::same_as<T, char> || std::same_as<T, wchar_t> ||
    std::same_as<T, char8_t> || std::same_as<T, char16_t> || std::same_as<T, char32_t>;

template <typename T>
inline constexpr bool kIsDuration = false;
template <typename Rep, typename Period>
inline constexpr bool kIsDuration<std::chrono::duration<Rep, Period>> = true;

template <typename T>
inline constexpr bool kIsTimePoint = false;
template <typename Clock, typename Duration>
inline constexpr bool kIsTimePoint<std::chrono::time_point<Clock, Duration>> = true;

// `T` is decayed.
template <typename T>
consteval auto write_in_place_of_value() {
  using Target = std::remove_cv_t<std::remove_pointer_t<T>>;
  if constexpr (CharacterType<T>) {
    return std::type_identity<write::text_in_double_quotes_or_static_cast_to_int>();
  } else if constexpr (CharacterType<Target> || std::is_convertible_v<T, std::wstring_view> ||
                       std::is_convertible_v<T, std::u16string_view> ||
                       std::is_convertible_v<T, std::u32string_view>) {
    return std::type_identity<write::text_in_UTF_8>();
  } else if constexpr (std::is_enum_v<T>) {
    return std::type_identity<write::its_name_in_double_quotes_or_static_cast_to_int>();
  } else if constexpr (kIsDuration<T>) {
    return std::type_identity<write::its_count_and_put_the_unit_into_the_name>();
  } else if constexpr (kIsTimePoint<T>) {
    return std::type_identity<write::its_milliseconds_since_1970_or_its_text>();
  } else if constexpr (std::is_pointer_v<T> || std::is_member_pointer_v<T>) {
    return std::type_identity<write::the_object_instead_of_the_pointer>();
  } else if constexpr (std::is_floating_point_v<T>) {
    return std::type_identity<write::static_cast_to_double>();
  } else if constexpr (std::is_arithmetic_v<T> || (sizeof(T) == 16 && !std::is_class_v<T>)) {
    return std::type_identity<write::static_cast_to_int64_t_or_its_digits_as_text>();
  } else if constexpr (requires { typename T::mapped_type; }) {
    return std::type_identity<write::Properties_with_one_set_for_each_entry>();
  } else if constexpr (std::ranges::range<const T>) {
    using Element = std::remove_cvref_t<std::ranges::range_reference_t<const T>>;
    if constexpr (std::same_as<Element, char>) {
      return std::type_identity<write::std_string_view_of_the_characters>();
    } else {
      return std::type_identity<write::a_list_of_numbers_text_lists_or_Properties>();
    }
  } else {
    return std::type_identity<write::a_number_text_list_or_Properties>();
  }
}

template <typename T>
using InPlaceOfValue = typename decltype(write_in_place_of_value<std::decay_t<T>>())::type;

}  // namespace godwit

#endif  // GODWIT_CPP20
