// Fields: the members of a JSON object that came as a request's body, asked for one by one. What is
// wrong with them is gathered, so that all of it can be said at once; a member that was not asked
// for is wrong too.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "apps/console/api/sentences.h"

namespace console {

// Characters of UTF-8, not octets.
std::size_t length_of(std::string_view text);

class Fields {
 public:
  // Nothing when the text is no JSON object.
  static std::optional<Fields> of(std::string_view text);
  Fields(Fields&&) noexcept;
  Fields& operator=(Fields&&) noexcept;
  ~Fields();

  struct Length {
    std::size_t least = 0;
    std::size_t most = 1024;
  };

  bool has(std::string_view name) const;
  std::vector<std::string> names() const;

  // Nothing when absent or wrong.
  std::optional<std::string> text(const std::string& name, Length length);
  std::optional<std::string> word(const std::string& name,
                                  std::initializer_list<std::string_view> words);
  std::optional<std::uint64_t> number(const std::string& name, std::uint64_t least,
                                      std::uint64_t most);
  std::optional<bool> boolean(const std::string& name);
  std::vector<std::string> texts(const std::string& name, std::size_t most);
  std::vector<std::uint64_t> numbers(const std::string& name, std::size_t most);
  std::vector<Fields> objects(const std::string& name, std::size_t most);

  // The member must be there; only of those that were not found wrong.
  void need(const std::string& name);
  void wrong(const std::string& name, const Sentence& sentence,
             const std::vector<std::string>& values = {});

  // What is wrong, with what was never asked for; to be asked last, and once.
  std::vector<Fault> faults();

 private:
  struct Object;
  explicit Fields(std::unique_ptr<Object> object);

  std::unique_ptr<Object> object_;
};

}  // namespace console
