// Router: which function answers which request. Built once, then only read: any thread.
//
//   router.add("GET", "/api/v1/extensions/{number}", [&](const Request& request, const Parts&
//   parts) {…});
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "firmware/web/request.h"

namespace web {

// What stood for the {…} of a pattern, in their order, percent-decoded.
using Parts = std::vector<std::string>;

class Router {
 public:
  using Answer = std::function<Response(const Request&, const Parts&)>;

  struct Route {
    std::string method;
    std::string pattern;
    Answer answer;
  };

  // A segment in braces stands for any one segment that is not empty; a literal goes before it.
  void add(std::string method, std::string pattern, Answer answer);

  struct Found {
    const Route* route = nullptr;  // null: see `allowed`
    Parts parts{};
    std::string allowed{};  // "GET, PUT" when the path is known for other methods; "" when unknown
  };
  // HEAD finds GET.
  Found find(std::string_view method, std::string_view path) const;

  std::span<const Route> routes() const { return routes_; }

 private:
  std::vector<Route> routes_;
};

}  // namespace web
