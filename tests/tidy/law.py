"""The law of the house as tables; tidy.py holds the tree against them. See docs/architecture.md."""

# Floors from the ground up. A folder includes what stands on a lower floor, and beside itself only
# what SIDEWAYS lists. media/codec, media/port … are one folder `media/*`; every app is `apps/*`.
FLOORS = (
    ("firmware/base",),
    ("firmware/net", "firmware/net/asio", "firmware/crypto", "firmware/process", "firmware/store",
     "firmware/audio", "firmware/web"),
    ("firmware/sip/message", "firmware/sip/auth", "firmware/sdp", "firmware/sntp",
     "firmware/mdns", "firmware/update"),
    ("firmware/sip/transport", "firmware/sip/transaction", "firmware/sip/dialog", "firmware/rtp",
     "firmware/media", "firmware/media/*"),
    ("firmware/sip/core", "firmware/location", "firmware/directory"),
    ("firmware/registrar", "firmware/proxy", "firmware/call", "firmware/b2bua"),
    ("apps/*", "apps/console/*"),
    ("apps/jackfield",),
)
SIDEWAYS = {
    ("firmware/net/asio", "firmware/net"),
    ("firmware/web", "firmware/net"),
    ("firmware/web", "firmware/crypto"),
    ("firmware/sip/auth", "firmware/sip/message"),
    ("firmware/sip/dialog", "firmware/sip/transaction"),
    ("firmware/sip/dialog", "firmware/sip/transport"),
    ("firmware/sip/transaction", "firmware/sip/transport"),
    ("firmware/media", "firmware/rtp"),
    ("firmware/media", "firmware/media/*"),
    ("firmware/media/*", "firmware/rtp"),
    ("firmware/media/*", "firmware/media/*"),
    ("firmware/b2bua", "firmware/call"),
}
# Folders that only these may include, however high the others stand.
RESERVED = {
    "firmware/net/asio": ("apps/jackfield",),
    "firmware/rtp": ("firmware/media", "firmware/media/*", "firmware/call", "firmware/b2bua",
                     "apps/jackfield"),
}

NOWHERE = ()

# One home per vendor, a folder or one file. What a home's public header shows would spread, so
# nothing outside the home may reach a vendor header even through other headers. Boost's result alone
# travels: base::Result.
VENDOR_HOMES = (
    (r"boost/system/result\.hpp", "firmware/base"),
    (r"boost/asio(/|\.hpp)", "firmware/net/asio"),
    (r"ares(_\w+)?\.h", "firmware/net/asio"),
    (r"(mbedtls|psa)/", "firmware/crypto"),
    (r"sodium\.h", "firmware/crypto"),
    (r"sqlite3", "firmware/store"),
    (r"alsa/", "firmware/audio"),
    (r"civetweb\.h", "firmware/web"),
    (r"CLI/", "apps/jackfield"),
    (r"opus/|opus(?!enc)\w*\.h", "firmware/media/codec/opus.cpp"),
    (r"opusenc\.h", "firmware/media/recording/ogg_opus_writer.cpp"),
    (r"sndfile\.h", "firmware/media/file/sound_file.cpp"),
    (r"speex/speex_resampler\.h", "firmware/media/codec/resampler.cpp"),
    (r"speex/speex(_bits|_callbacks|_header|_stereo)?\.h", "firmware/media/codec/speex.cpp"),
    (r"gsm/|gsm\.h", "firmware/media/codec/gsm.cpp"),
    (r"spandsp/(private/)?g722\.h", "firmware/media/codec/g722.cpp"),
    (r"spandsp/(private/)?g726\.h", "firmware/media/codec/g726.cpp"),
    (r"spandsp/plc\.h", "firmware/media/codec/pitch_concealment.cpp"),
    (r"spandsp/dtmf\.h", "firmware/media/tone/dtmf_detector.cpp"),
    (r"spandsp(\.h|/expose\.h)", NOWHERE),  # draws in everything, libtiff's header too
)
TRAVELS = r"boost/system/result\.hpp"
ONLY_IN_CPP = r"nlohmann/"

# Words of the language and the system with a home: (pattern, where it may stand, why).
WORDS = (
    (r"\b(std::)?(make_)?shared_ptr\b", NOWHERE, "shared ownership; say who owns it"),
    (r"\bthrow\b(?!\s+CLI::)", NOWHERE, "an exception of our own; errors are values"),
    (r"\bstd::(jthread|thread|async)\b|\bpthread_create\b", ("apps/jackfield",),
     "a thread; only the program starts threads"),
    (r"\b(system|steady|high_resolution)_clock::now\b|\b(clock_gettime|gettimeofday)\b",
     ("firmware/net/asio", "apps/jackfield"), "a clock; time is handed in"),
    (r"\bstd::random_device\b|\bs?rand\(", ("firmware/crypto",), "randomness; it is handed in"),
)
UNFINISHED = r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b"  # in two parts, or this line would convict itself

SAYS_NOTHING = ("Manager", "Helper", "Util", "Utils", "Controller", "Handler", "Data", "Info",
                "Impl")

# Adapters to harnesses that are not in this tree include their headers.
FOREIGN_HEADERS = ("tests/bench/parser",)

FILE_LINES = 500
FUNCTION_LINES = 70
COLUMNS = 100
