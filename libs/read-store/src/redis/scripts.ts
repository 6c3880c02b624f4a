/**
 * What is done in Redis in one step, in its own language. Nothing is written before all is compared, and the first write is
 * one that Redis refuses when its memory is used up: so a script writes all of it or nothing. Two scripts that give memory
 * free begin with a deletion instead, because behind it nothing is refused any more.
 *
 * `head` (a hash) tells where the log of a build stands: `version`, the number of its last entry; `chain`, a hash over the
 * ids of all entries up to it; `p<slot>`, the position of a slot, 16 bytes, absent at the start; `base…`, what the log begins
 * behind; `logBytes`. `log` is a stream: version → what the entry is called, in how many parts it lies, of how many bytes,
 * and the chain up to it.
 */
const chainAt = `
local function chainAt(head, log, since)
  local h = redis.call('HMGET', head, 'version', 'chain', 'baseVersion', 'baseChain')
  if not h[1] then return nil end
  local version, base = tonumber(h[1]), tonumber(h[3])
  if since == version then return version, h[2], h[2] end
  if since == base then return version, h[2], h[4] end
  if since > version or since < base then return version, h[2], false end
  local found = redis.call('XRANGE', log, since .. '-0', since .. '-0')[1]
  return version, h[2], found and found[2][8] or false
end
`;

/** KEYS head, log. ARGV TTL in ms. A new build; until it is in the catalogue, for so long. */
export const beginScript = `
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
redis.call('HSET', KEYS[1], 'version', 0, 'chain', '', 'base', '', 'baseVersion', 0, 'baseChain', '', 'baseBytes', 0,
  'logBytes', 0)
redis.call('PEXPIRE', KEYS[1], ARGV[1])
redis.call('DEL', KEYS[2])
return 1
`;

/**
 * KEYS head, log, parts of the entry. ARGV id of the entry, version and chain that its writer has, slots (each 1 byte of
 * number, 16 of where it is to stand, 16 of where it will), bytes, channel, name of the build, sole part if there is one.
 * Answers what became of it, and the version and chain of the entry.
 */
export const appendScript = `
${chainAt}
local head, log = KEYS[1], KEYS[2]
local id, since, slots = ARGV[1], tonumber(ARGV[2]), ARGV[4]
local version, chain, known = chainAt(head, log, since)
if not version or since > version then return {'lost'} end
if known ~= ARGV[3] then return {'apart'} end
if since < version then
  for _, entry in ipairs(redis.call('XRANGE', log, (since + 1) .. '-0', '+')) do
    if entry[2][2] == id then return {'written', string.match(entry[1], '^%d+'), entry[2][8]} end
  end
end
local fields, start = {}, string.rep('\\0', 16)
for at = 1, #slots, 33 do fields[#fields + 1] = 'p' .. string.byte(slots, at) end
if #fields > 0 then
  local stands = redis.call('HMGET', head, unpack(fields))
  for i = 1, #fields do
    if (stands[i] or start) ~= string.sub(slots, i * 33 - 31, i * 33 - 16) then return {'moved'} end
  end
end
if ARGV[8] then redis.call('SET', KEYS[3], ARGV[8])
else
  for i = 3, #KEYS do if redis.call('EXISTS', KEYS[i]) == 0 then return {'incomplete'} end end
  for i = 3, #KEYS do redis.call('PERSIST', KEYS[i]) end
end
local nextVersion = string.format('%d', version + 1)
local nextChain = redis.sha1hex(chain .. id)
redis.call('XADD', log, nextVersion .. '-0', 'id', id, 'parts', #KEYS - 2, 'bytes', ARGV[5], 'chain', nextChain)
local set = {'version', nextVersion, 'chain', nextChain}
for i = 1, #fields do
  set[#set + 1] = fields[i]
  set[#set + 1] = string.sub(slots, i * 33 - 15, i * 33)
end
redis.call('HSET', head, unpack(set))
redis.call('HINCRBY', head, 'logBytes', ARGV[5])
redis.call('PERSIST', head)
redis.call('PUBLISH', ARGV[6], ARGV[7] .. ' ' .. nextVersion)
return {'written', nextVersion, nextChain}
`;

/** KEYS head, log. ARGV version that somebody has, how many entries behind it are wanted. Nothing where there is no head. */
export const lookScript = `
${chainAt}
local since = tonumber(ARGV[1])
local version, chain, known = chainAt(KEYS[1], KEYS[2], since)
if not version then return nil end
local base = redis.call('HMGET', KEYS[1], 'base', 'baseVersion', 'baseChain', 'baseBytes', 'logBytes')
local entries = {}
if since < version then entries = redis.call('XRANGE', KEYS[2], (since + 1) .. '-0', '+', 'COUNT', ARGV[2]) end
return {version, chain, known or '?', base, entries}
`;

/**
 * KEYS head, log. ARGV id, version, chain and bytes of a base whose blocks are there. It is the one that the log begins
 * behind, if it lies on the log and is newer than the one before. Answers the id of that one.
 */
export const rebaseScript = `
${chainAt}
local at = tonumber(ARGV[2])
local version, _, known = chainAt(KEYS[1], KEYS[2], at)
if not version or known ~= ARGV[3] then return nil end
local before = redis.call('HMGET', KEYS[1], 'base', 'baseVersion')
if before[1] ~= '' and tonumber(before[2]) >= at then return nil end
redis.call('HSET', KEYS[1], 'base', ARGV[1], 'baseVersion', ARGV[2], 'baseChain', ARGV[3], 'baseBytes', ARGV[4])
return before[1]
`;

/**
 * KEYS head, log. ARGV version and chain that were seen (−1 for no head), then id, version, chain and bytes of a base, channel
 * and name of the build, positions of all slots. Puts the build where the base is, if nobody has changed it since.
 */
export const reseedScript = `
local seen = redis.call('HMGET', KEYS[1], 'version', 'chain')
if (seen[1] or '-1') ~= ARGV[1] or (seen[2] or '') ~= ARGV[2] then return 0 end
if not seen[1] then redis.call('DEL', KEYS[1], KEYS[2]) end
local set = {'version', ARGV[4], 'chain', ARGV[5], 'base', ARGV[3], 'baseVersion', ARGV[4], 'baseChain', ARGV[5],
  'baseBytes', ARGV[6]}
for slot = 0, #ARGV[9] / 16 - 1 do
  set[#set + 1] = 'p' .. slot
  set[#set + 1] = string.sub(ARGV[9], slot * 16 + 1, slot * 16 + 16)
end
redis.call('HSET', KEYS[1], unpack(set))
redis.call('HSETNX', KEYS[1], 'logBytes', 0)
redis.call('PERSIST', KEYS[1])
redis.call('PUBLISH', ARGV[7], ARGV[8] .. ' ' .. ARGV[4])
return 1
`;

/** KEYS head, log, parts of entries. ARGV version: those up to it lie in the base. Deletes them. */
export const trimScript = `
local upTo, base = tonumber(ARGV[1]), redis.call('HGET', KEYS[1], 'baseVersion')
if base and tonumber(base) < upTo then return 0 end
local bytes = 0
for _, entry in ipairs(redis.call('XRANGE', KEYS[2], '-', ARGV[1] .. '-0')) do bytes = bytes + tonumber(entry[2][6]) end
for i = 3, #KEYS do redis.call('UNLINK', KEYS[i]) end
redis.call('XTRIM', KEYS[2], 'MINID', string.format('%d-0', upTo + 1))
if base then redis.call('HINCRBY', KEYS[1], 'logBytes', -bytes) end
return 1
`;

/** KEYS head. ARGV version and chain that were seen. Something of the build is missing: it counts as lost as a whole. */
export const condemnScript = `
local seen = redis.call('HMGET', KEYS[1], 'version', 'chain')
if seen[1] ~= ARGV[1] or seen[2] ~= ARGV[2] then return 0 end
return redis.call('DEL', KEYS[1])
`;

/** KEYS catalogue. ARGV stamp that was seen (empty for none), contents, their stamp, channel. 1 if they are written. */
export const catalogueScript = `
if (redis.call('HGET', KEYS[1], 'stamp') or '') ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'contents', ARGV[2], 'stamp', ARGV[3])
redis.call('PUBLISH', ARGV[4], 'catalogue')
return 1
`;

/** KEYS lock. ARGV who holds it. */
export const unlockScript = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
`;
