# Makefile: what ./run and ./test call. Globs only: a new feature edits nothing here.
#   make            the program, build/release/letsema
#   make gen        everything the generators write, build/gen/
#   make check      all tests (./test calls this)
#   make fuzz       the fuzz targets;  make tidy, make format-check, make analyze, make tsan
# One variant per folder: release, asan (tests), tsan.

VARIANT ?= release
comma   := ,
B       := build
GEN     := $(B)/gen
OUT     := $(B)/$(VARIANT)
HOST    := $(B)/host

CC      ?= gcc
PKGS    := sqlite3 libpq lua5.4 jansson md4c libsodium libcurl libdeflate zlib libbrotlienc libcrypto expat minizip xlsxwriter
PKGCFLAGS := $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
PKGLIBS := $(shell pkg-config --libs $(PKGS) 2>/dev/null) -lstemmer -lpthread -lm
LLHTTP  := /usr/share/llhttp
WARN    := -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wno-missing-field-initializers
CSTD    := -std=gnu17 -D_GNU_SOURCE
OPT_release := -O2 -g -DNDEBUG -fstack-protector-strong -D_FORTIFY_SOURCE=2
OPT_asan    := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
# gcc cannot follow initialisation through the thread instrumentation; the other variants warn.
OPT_tsan    := -O1 -g -fsanitize=thread -Wno-maybe-uninitialized
LD_asan     := -fsanitize=address,undefined
LD_tsan     := -fsanitize=thread
CFLAGS  := $(CSTD) $(WARN) $(OPT_$(VARIANT)) $(PKGCFLAGS) -Isrc -I$(B) -I/usr/share/include/llhttp -I/usr/include/postgresql -include src/base/banned.h
LDFLAGS := -Wl$(comma)--build-id $(LD_$(VARIANT)) $(if $(filter release,$(VARIANT)),-Wl$(comma)-z$(comma)relro$(comma)-z$(comma)now)

ROOMS   := base store web mail edition people registry money fund publish desk
SRCS    := $(shell find src -name '*.c' | sort)
MODELS  := $(shell find src -name '*.model' | sort)
SQLS    := $(shell find src -name '*.sql' | sort)
HTMLS   := $(shell find src -name '*.html' | sort)
EDITIONS := $(shell find editions -type f | sort)
POS     := $(wildcard text/??/*.po)
ASSETS  := $(shell find src -type f \( -name "*.css" -o -name "*.js" -o -name "*.svg" -o -name "*.webp" -o -path "src/desk/demo/data/*" \) | sort) $(EDITIONS)

GENSTAMP := $(GEN)/.stamp
GENOBJS  = $(patsubst $(GEN)/%.c,$(OUT)/gen/%.o,$(wildcard $(GEN)/*.c))

.PHONY: all gen clean check fuzz tidy format format-check help
all: $(GENSTAMP)
	@$(MAKE) --no-print-directory $(OUT)/letsema

help:
	@sed -n '2,6p' Makefile

# --- host tools ---------------------------------------------------------------------------------
HOSTCFLAGS := $(CSTD) $(WARN) -O1 -g -Isrc -Itools -DLETSEMA_HOST_TOOL $(shell pkg-config --cflags sqlite3)
HOSTBASE := $(addprefix src/base/,arena.c buf.c str.c)
TOOLS := $(HOST)/index $(HOST)/html $(HOST)/sql $(HOST)/text $(HOST)/embed
$(HOST)/%: tools/%.c $(wildcard tools/lib/*.c tools/lib/*.h) $(HOSTBASE) src/base/str.h src/base/arena.h src/base/buf.h
	@mkdir -p $(HOST)
	@echo "  tool  $*"
	@$(CC) $(HOSTCFLAGS) -o $@ tools/$*.c $(wildcard tools/lib/*.c) $(HOSTBASE) -lsqlite3 -lm

# --- generated code -----------------------------------------------------------------------------
# Each tool rewrites a file only when its bytes change, so that little is compiled again.
gen: $(GENSTAMP)
$(GENSTAMP): $(TOOLS) $(MODELS) $(SQLS) $(HTMLS) $(SRCS) $(EDITIONS) $(POS) $(ASSETS)
	@mkdir -p $(GEN)
	@echo "  index"; $(HOST)/index --rooms "$(ROOMS)" --out $(GEN) src
	@echo "  sql";   $(HOST)/sql   --rooms "$(ROOMS)" --out $(GEN) src
	@echo "  html";  $(HOST)/html  --rooms "$(ROOMS)" --out $(GEN) src
	@echo "  text";  $(HOST)/text  --out $(GEN) $(GEN)/messages.txt $(POS)
	@echo "  embed"; $(HOST)/embed --out $(GEN) $(ASSETS)
	@touch $@

# --- the program --------------------------------------------------------------------------------
OBJS := $(patsubst src/%.c,$(OUT)/%.o,$(SRCS))
LLOBJS := $(addprefix $(OUT)/llhttp/,api.o http.o llhttp.o)
$(OUT)/%.o: src/%.c
	@mkdir -p $(@D)
	@echo "  cc    $<"
	@$(CC) $(CFLAGS) -MMD -MP -c -o $@ $<
# The header of libxlsxwriter holds a call that banned.h poisons, in a macro that we do not use: it comes first.
$(OUT)/fund/budget/workbook.o $(OUT)/web/xlsx_write.o: CFLAGS := -include xlsxwriter.h $(CFLAGS)
$(OUT)/gen/%.o: $(GEN)/%.c
	@mkdir -p $(@D)
	@echo "  cc    $<"
	@$(CC) $(CFLAGS) -MMD -MP -c -o $@ $<
$(OUT)/llhttp/%.o: $(LLHTTP)/%.c
	@mkdir -p $(@D)
	@$(CC) $(CSTD) $(OPT_$(VARIANT)) -I/usr/share/include/llhttp -c -o $@ $<
$(OUT)/letsema: $(OBJS) $(LLOBJS) $(GENOBJS)
	@echo "  link  $@"
	@$(CC) $(LDFLAGS) -o $@ $^ $(PKGLIBS)

-include $(OBJS:.o=.d)
-include $(GENOBJS:.o=.d)

# bench/store: the program without a journal, a program of its own. Letsema cannot do without.
.PHONY: bench
bench: all
	@$(MAKE) --no-print-directory $(OUT)/bench/unjournalled
$(OUT)/bench/%.o: bench/%.c
	@mkdir -p $(@D)
	@echo "  cc    $<"
	@$(CC) $(CFLAGS) -MMD -MP -c -o $@ $<
$(OUT)/bench/unjournalled: $(OUT)/bench/unjournalled.o $(OBJS) $(LLOBJS) $(GENOBJS)
	@echo "  link  $@"
	@$(CC) $(LDFLAGS) -Wl$(comma)--wrap=write_run -o $@ $^ $(PKGLIBS)

clean:
	rm -rf $(B)

# --- tests ---
# ./test builds `all tests` with VARIANT=asan. Programs are linked with an archive of everything but
# main.c, so that each takes only what it uses.
TESTS    := $(OUT)/tests
LIB      := $(OUT)/letsema.a
UNITS    := $(patsubst tests/%.c,$(TESTS)/%,$(wildcard tests/unit/*.c))
HOSTILES := $(patsubst tests/%.c,$(TESTS)/%,$(wildcard tests/hostile/*.c))
FUZZERS  := $(patsubst tests/%.c,$(TESTS)/%,$(wildcard tests/fuzz/*.c))
RUNNEROBJS := $(patsubst tests/%.c,$(TESTS)/%.o,$(wildcard tests/http/*.c))
TESTCC    = $(CC) $(CFLAGS) -Itests -MMD -MP

# A reader of XML and HTML that is not the program's.
XMLCFLAGS := $(shell pkg-config --cflags libxml-2.0 2>/dev/null)
XMLLIBS   := $(shell pkg-config --libs libxml-2.0 2>/dev/null)
$(RUNNEROBJS): TESTCC += $(XMLCFLAGS)

.PHONY: tests fuzz fuzz-run tsan analyze test-programs fuzz-programs
tests: all
	@$(MAKE) --no-print-directory test-programs
test-programs: $(UNITS) $(HOSTILES) $(FUZZERS) $(TESTS)/http_runner

$(LIB): $(filter-out $(OUT)/main.o,$(OBJS)) $(LLOBJS) $(GENOBJS)
	@echo "  ar    $@"
	@rm -f $@; ar qcs $@ $^
$(TESTS)/replay.a: $(TESTS)/replay.o
	@rm -f $@; ar qcs $@ $^
$(TESTS)/%.o: tests/%.c
	@mkdir -p $(@D)
	@echo "  cc    $<"
	@$(TESTCC) -c -o $@ $<
$(UNITS) $(HOSTILES): $(TESTS)/%: $(TESTS)/%.o $(LIB)
	@echo "  link  $@"
	@$(CC) $(LDFLAGS) -o $@ $< $(LIB) $(PKGLIBS)
$(TESTS)/http_runner: $(RUNNEROBJS) $(LIB)
	@echo "  link  $@"
	@$(CC) $(LDFLAGS) -o $@ $(RUNNEROBJS) $(LIB) $(PKGLIBS) $(XMLLIBS)
ifneq ($(VARIANT),fuzz)
$(FUZZERS): $(TESTS)/%: $(TESTS)/%.o $(TESTS)/replay.a $(LIB)
	@echo "  link  $@"
	@$(CC) $(LDFLAGS) -o $@ $< $(TESTS)/replay.a $(LIB) $(PKGLIBS)
else
$(FUZZERS): $(TESTS)/%: tests/%.c $(LIB)
	@mkdir -p $(@D)
	@echo "  fuzz  $@"
	@$(TESTCC) -DFUZZING -fsanitize=fuzzer -o $@ $< $(LIB) $(PKGLIBS)
endif
-include $(UNITS:=.d) $(HOSTILES:=.d) $(FUZZERS:=.d) $(RUNNEROBJS:.o=.d)

# libFuzzer with clang (its warnings are not asked: gcc's and clang-tidy's are errors already); each
# target begins with its kept corpus. make fuzz SECONDS=60
SECONDS ?= 20
FUZZMAKE = $(MAKE) --no-print-directory VARIANT=fuzz CC=clang-14 \
	OPT_fuzz='-O1 -g -Wno-error -w -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer' \
	LD_fuzz='-fsanitize=address,undefined' CSTD='$(CSTD) -Wno-unknown-warning-option'
fuzz: $(GENSTAMP)
	+@$(FUZZMAKE) fuzz-programs
	@tests/run_fuzz.sh $(SECONDS)
fuzz-programs: $(FUZZERS)

# The same tests under the thread sanitizer, and a short load against a served demonstration.
tsan: $(GENSTAMP)
	@$(MAKE) --no-print-directory VARIANT=tsan $(B)/tsan/letsema $(B)/tsan/tests/http_runner
	@tests/run_tsan.sh

# Written by hand: tables that a tool wrote keep the tool's layout.
FORMATTED := $(filter-out src/web/vocabulary/tables.c src/web/map/land.c,$(shell find src tests tools bench -name '*.[ch]' -not -path 'tests/tools/*' | sort))
format:
	@clang-format-14 -i $(FORMATTED)
format-check:
	@clang-format-14 --dry-run -Werror $(FORMATTED)
# make tidy FILES="src/web/net.c": all of src by default.
FILES ?= $(filter-out src/web/vocabulary/tables.c src/web/map/land.c,$(SRCS))
tidy: $(GENSTAMP)
	@printf '%s\n' $(FILES) | xargs -P 2 -n 4 sh -c \
		'clang-tidy-14 --quiet "$$@" -- -include xlsxwriter.h $(CFLAGS) -Wno-unknown-warning-option 2>/dev/null' tidy
# gcc's own analyzer, slow: everything, or FILES.
analyze: $(GENSTAMP)
	@printf '%s\n' $(FILES) | xargs -P 2 -I@ $(CC) -include xlsxwriter.h $(CFLAGS) -Wno-error -fanalyzer -c -o /dev/null @
# --- end tests ---
