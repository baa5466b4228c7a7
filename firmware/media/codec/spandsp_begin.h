// What every header of spandsp needs before it; they do not include it themselves. For .cpp files
// only. In C++ its telephony.h makes macros of lrint and lrintf, which must not outlive it.
#pragma once

#include <cmath>

#include <spandsp/telephony.h>
#undef lrint
#undef lrintf
