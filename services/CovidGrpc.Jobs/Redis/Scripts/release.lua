local id, token = unpack(ARGV)
local held, otherwise = holds(id, token, 'release')
if not held then return otherwise end
redis.call('HINCRBY', jobKey(id), 'tries', -1)
redis.call('HDEL', jobKey(id), 'token')
set(id, 'state', PENDING, 'settled', 'release ' .. token)
redis.call('ZADD', delayed((get(id, 'queue'))), now, id)
return 1
