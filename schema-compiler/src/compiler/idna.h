// The rules of IDNA 2008 for the labels of host names, as a pattern.
#pragma once

#include <string>

namespace godwit::schema {

// Found in U-labels that are not permitted: a character that is none of those that RFC 5892
// permits, or not where its appendix A permits it; a hyphen or a combining mark in a place where
// RFC 5891, section 4.2.3, has none; directions that RFC 5893 does not let mix. That a label is in
// Unicode's normal form is not looked at.
//
// ICU's uidna checks names by UTS 46, which permits characters that RFC 5892 forbids (U+0640,
// U+302E). It could not be part of a pack either, and applications check names without ICU.
[[nodiscard]] const std::string& forbidden_labels();

}  // namespace godwit::schema
