-- pages.lua: wrk asks for the addresses of a file, one after the other, each once; thread k of n takes
-- every n-th. It ends early when they run out, so that nothing comes twice out of a cache.
--     wrk -s bench/pages.lua URL -- FILE THREADS
-- Prints "figures": median and 99th percentile in µs, requests, duration in µs, faults.
local threads = 0
function setup(thread)
    thread:set("number", threads)
    threads = threads + 1
end

function init(args)
    pages, at = {}, 0
    local k = 0
    for path in io.lines(args[1]) do
        if k % tonumber(args[2]) == number then
            pages[#pages + 1] = wrk.format("GET", path, { ["Accept-Encoding"] = "gzip" })
        end
        k = k + 1
    end
end

function request()
    at = at + 1
    if at >= #pages then wrk.thread:stop() end
    return pages[math.min(at, #pages)]
end

function done(summary, latency)
    local e = summary.errors
    io.write(string.format("figures %d %d %d %d %d\n", latency:percentile(50), latency:percentile(99),
        summary.requests, summary.duration, e.status + e.read + e.write + e.timeout + e.connect))
end
