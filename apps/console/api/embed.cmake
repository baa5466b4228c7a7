# Writes a text into a C++ source:  cmake -DTEXT=openapi.yaml -DSOURCE=openapi_text.cpp -P embed.cmake
file(READ ${TEXT} text)
file(WRITE ${SOURCE} "#include \"apps/console/api/openapi_text.h\"

namespace console {

const std::string_view kOpenapi = R\"yaml(${text})yaml\";

}  // namespace console
")
