local id = ARGV[1]
forget()
local state, queue, entry = get(id, 'state', 'queue', 'dead')
if state == FAILED or state == CANCELLED then
  if entry then redis.call('XDEL', dead(queue), entry) end
  redis.call('HDEL', jobKey(id), 'code', 'reason', 'message', 'dead')
  redis.call('PERSIST', jobKey(id))
  redis.call('ZREM', ended, id)
  set(id, 'state', PENDING, 'tries', 0, 'done', 0, 'total', 0)
  enqueue(id, queue)
end
return read(id)
