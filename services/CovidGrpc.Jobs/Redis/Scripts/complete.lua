local id, token, result, retention = unpack(ARGV)
local held, otherwise = holds(id, token, 'complete')
if not held then return otherwise end
redis.call('HDEL', jobKey(id), 'code', 'reason', 'message')
set(id, 'result', result, 'settled', 'complete ' .. token)
finish(id, (get(id, 'queue')), SUCCEEDED, retention)
return 1
