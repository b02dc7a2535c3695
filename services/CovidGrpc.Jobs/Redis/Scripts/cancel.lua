local id, retention = unpack(ARGV)
local state, queue = get(id, 'state', 'queue')
if state == PENDING or state == RUNNING then finish(id, queue, CANCELLED, retention) end
return read(id)
