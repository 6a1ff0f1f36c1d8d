-- Sends the requests of a file (REQUESTS in the environment) one after another, from a place of its own: a line is an
-- address, or an address, a tab and the body to post there. HEADERS: lines "name: value" for all of them.
local requests, at = {}, 0

function init()
    local headers = {}
    for name, value in os.getenv("HEADERS"):gmatch("([^:\n]+): ([^\n]+)") do headers[name] = value end
    for line in io.lines(os.getenv("REQUESTS")) do
        local path, body = line:match("^([^\t]+)\t(.*)$")
        requests[#requests + 1] = body and wrk.format("POST", path, headers, body) or wrk.format("GET", line, headers)
    end
    math.randomseed(1)
    at = math.random(#requests)
end

function request()
    at = at % #requests + 1
    return requests[at]
end

function done(summary, latency)
    print(string.format('{"seconds":%.3f,"requests":%d,"wrong":%d,"p50_ms":%.3f,"p99_ms":%.3f}', summary.duration / 1e6,
        summary.requests, summary.errors.status + summary.errors.timeout + summary.errors.read + summary.errors.connect,
        latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
