-- Asks for the addresses of a file (PATHS in the environment), one after another, with one session's cookie (COOKIE).
local paths, at = {}, 0

function init()
    for line in io.lines(os.getenv("PATHS")) do paths[#paths + 1] = line end
    math.randomseed(1)
    at = math.random(#paths)
end

function request()
    at = at % #paths + 1
    return wrk.format("GET", paths[at], { ["Cookie"] = os.getenv("COOKIE"), ["Accept"] = "text/html" })
end

function done(summary, latency)
    print(string.format('{"seconds":%.3f,"requests":%d,"wrong":%d,"p50_ms":%.2f,"p99_ms":%.2f}', summary.duration / 1e6,
        summary.requests, summary.errors.status + summary.errors.timeout + summary.errors.read + summary.errors.connect,
        latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
