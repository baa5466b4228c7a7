#include "apps/jackfield/csv.h"

#include <utility>

namespace jackfield {

namespace {

class CsvReader {
 public:
  explicit CsvReader(std::string_view text) : text_(text) {
    if (text_.starts_with("\xef\xbb\xbf")) text_.remove_prefix(3);
  }

  bool at_end() const { return text_.empty(); }

  CsvRow row() {
    CsvRow row;
    row.line = line_;
    do {
      row.fields.push_back(text_.starts_with('"') ? quoted(row.well_formed)
                                                  : plain(row.well_formed));
    } while (take(','));
    if (!at_end()) {
      take('\r');
      if (take('\n')) ++line_;
    }
    return row;
  }

 private:
  bool take(char c) {
    if (!text_.starts_with(c)) return false;
    text_.remove_prefix(1);
    return true;
  }

  bool at_line_end() const {
    return at_end() || text_.starts_with('\n') || text_.starts_with("\r\n");
  }

  std::string plain(bool& well_formed) {
    std::string field;
    while (!at_line_end() && text_.front() != ',') {
      if (text_.front() == '"') well_formed = false;
      field += text_.front();
      text_.remove_prefix(1);
    }
    return field;
  }

  std::string quoted(bool& well_formed) {
    std::string field;
    take('"');
    while (!at_end()) {
      if (take('"') && !text_.starts_with('"')) {
        if (at_line_end() || text_.front() == ',') return field;
        well_formed = false;
        return field + plain(well_formed);
      }
      if (at_end()) break;
      if (text_.front() == '\n') ++line_;
      field += text_.front();
      text_.remove_prefix(1);
    }
    well_formed = false;
    return field;
  }

  std::string_view text_;
  std::size_t line_ = 1;
};

bool is_blank(const CsvRow& row) {
  return row.fields.size() == 1 && row.fields[0].empty();
}

}  // namespace

std::vector<CsvRow> parse_csv(std::string_view text) {
  std::vector<CsvRow> rows;
  CsvReader reader(text);
  while (!reader.at_end()) {
    CsvRow row = reader.row();
    if (!is_blank(row)) rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace jackfield
