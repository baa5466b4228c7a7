// The program: the topmost app, which alone knows all others.
#include "apps/jackfield/command_line.h"
#include "apps/jackfield/self_test.h"
#include "apps/jackfield/serve.h"

int main(int count, char** words) {
  jackfield::Console console = jackfield::system_console();
  return jackfield::command_line(count, words, console,
                                 {[&console](const jackfield::ServeOptions& options) {
                                    return jackfield::serve(options, console.err);
                                  },
                                  [&console](const jackfield::SelfTestOptions& options) {
                                    return jackfield::self_test(options, console);
                                  }});
}
