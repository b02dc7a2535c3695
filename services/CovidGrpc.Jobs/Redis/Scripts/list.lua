-- Jobs below a number, the newest first, of one state or of all where it is empty. Answers the number to go on below, or false at the
-- end, and the jobs among the next 1000, fewer where they are large.
local below, state, count = ARGV[1], ARGV[2], tonumber(ARGV[3])
local jobs, bytes = {}, 0
local scanned = redis.call('ZRANGE', index, '(' .. below, '-inf', 'BYSCORE', 'REV', 'LIMIT', 0, 1000, 'WITHSCORES')
for i = 1, #scanned, 2 do
  below = scanned[i + 1]
  if state == '' or (get(scanned[i], 'state')) == state then
    local job = read(scanned[i])
    if job then
      jobs[#jobs + 1] = job
      bytes = bytes + #job[4] + #(job[9] or '')
      if #jobs == count or bytes >= 4194304 then return { below, jobs } end
    end
  end
end
return { #scanned == 2000 and below, jobs }
