// The rows of V that each word's input vector is made of: subwords.
#pragma once

#include <cstdint>

namespace lemmavec {

// How a word's rows r_1 .. r_n make its vector v, and the gradient of each of them.
enum class Combine {
  sum,   // v = sum r,      dJ/dr = dJ/dv
  mean,  // v = sum r / n,  dJ/dr = dJ/dv / n
};

// What the steps of the rows of V are, besides the alpha of U.
enum class RowSteps {
  text,  // the same for all rows
  word,  // such that a word's vector moves as far as a single row: with the mean, times n
};

// Word w has the rows rows[begin[w]] .. rows[begin[w + 1] - 1], of which one may come twice.
struct WordRows {
  const int64_t* begin;  // words + 1
  const int32_t* rows;
  int32_t words;
  int32_t least_rows_of_V;  // the largest row + 1
  Combine combine;
  RowSteps steps;
  float step;  // all steps of V are times this

  const int32_t* of(int32_t word) const { return rows + begin[word]; }
  int64_t count(int32_t word) const { return begin[word + 1] - begin[word]; }
  // v = share * sum r.
  float share(int32_t word) const {
    return combine == Combine::sum ? 1.0f : 1.0f / static_cast<float>(count(word));
  }
  // The change of r is change_share times that of a v that is a row itself.
  float change_share(int32_t word) const {
    const float of_vector = share(word) * static_cast<float>(count(word));  // if every row moves by 1
    return step * (steps == RowSteps::word ? 1.0f / of_vector : share(word));
  }
  // By how much the rows, which all change, move v in the direction of r's change.
  float curvature_share(int32_t word) const {
    return change_share(word) * share(word) * static_cast<float>(count(word));
  }
};

}  // namespace lemmavec
