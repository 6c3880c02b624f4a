/**
 * Leases of slots in Redis, each step in its own language. One clock counts: that of the server. All keys carry one tag.
 *
 * `alive` (a hash): token of a member → until when it lives, in ms; `members`: token → what it says of itself; `slots`:
 * fingerprint → 64 tokens, of whom each slot is; `version`: another text after every change. A slot is free when it is
 * nobody's, or of a member that lives no more: so renewing what a member holds is one write, however much it holds.
 */

/**
 * KEYS alive, members, slots, version. ARGV a JSON object: `token`; `ttlMs`; `says`, of itself; `known`, the version that
 * it has seen; `gives` and `takes`, fingerprint → slots; `forgets`, fingerprints that nobody folds. Answers the version and,
 * where that is not known, members that live and what they say, and whose the slots are, as flat lists.
 */
export const beatScript = `
local alive, members, slots, version = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local asked = cjson.decode(ARGV[1])
local token = asked.token
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local seen = redis.call('GET', version)
local changed = not seen
local live = {}
local all = redis.call('HGETALL', alive)
for i = 1, #all, 2 do
  if all[i] ~= token and tonumber(all[i + 1]) <= now then
    redis.call('HDEL', alive, all[i])
    redis.call('HDEL', members, all[i])
    changed = true
  else
    live[all[i]] = true
  end
end
if not live[token] then
  live[token] = true
  changed = true
end
redis.call('HSET', alive, token, string.format('%.0f', now + asked.ttlMs))
if redis.call('HGET', members, token) ~= asked.says then
  redis.call('HSET', members, token, asked.says)
  changed = true
end
local function each(wanted, isFree, owner)
  for code, numbers in pairs(wanted) do
    local stored = redis.call('HGET', slots, code)
    local owners = {}
    if stored then owners = cjson.decode(stored) else for i = 1, 64 do owners[i] = '' end end
    for _, number in ipairs(numbers) do
      if isFree(owners[number + 1]) then
        owners[number + 1] = owner
        changed = true
      end
    end
    redis.call('HSET', slots, code, cjson.encode(owners))
  end
end
each(asked.gives, function (owner) return owner == token end, '')
each(asked.takes, function (owner) return not live[owner] end, token)
for _, code in ipairs(asked.forgets) do
  if redis.call('HDEL', slots, code) == 1 then changed = true end
end
if changed then
  seen = redis.sha1hex((seen or '') .. token .. time[1] .. time[2])
  redis.call('SET', version, seen)
end
if seen == asked.known then return {seen} end
return {seen, redis.call('HGETALL', members), redis.call('HGETALL', slots)}
`;

/** The same keys. ARGV token. Whatever was of it is free at once. */
export const leaveScript = `
redis.call('HDEL', KEYS[1], ARGV[1])
redis.call('HDEL', KEYS[2], ARGV[1])
redis.call('SET', KEYS[4], redis.sha1hex((redis.call('GET', KEYS[4]) or '') .. ARGV[1] .. 'left'))
return 1
`;
