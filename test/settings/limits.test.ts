import { it } from 'vitest'
import { rowsOf } from './area.ts'
import { limits } from './areas/limits.ts'

// PROMISE SETTINGS: MUD_LIMIT_COMMAND_BURST Commands a player may send at once (0 = no limit)
// PROMISE SETTINGS: MUD_LIMIT_COMMANDS_PER_SECOND Commands a player may send, over all ways in and all gateways (0 = no limit) (1/s)
// PROMISE SETTINGS: MUD_LIMIT_CONNECTIONS_PER_ADDRESS The same per address (0 = no limit)
// PROMISE SETTINGS: MUD_TRUST_PROXY Proxies in front of us, whose X-Forwarded-For says where a player is
// PROMISE SETTINGS: MUD_PROXY_PROTOCOL Where proxies in networks of MUD_TRUST_PROXY may say by the PROXY protocol where a player is
// PROMISE SETTINGS: MUD_LIMIT_SIGN_INS Sign-in tries per name from an address in 10 minutes; 3 times as many per name and per address in all, 10 times as many new accounts and guests per address (0 = no limit)
// PROMISE SETTINGS: MUD_LIMIT_CONNECTIONS Open sockets, telnet connections and event streams of one gateway (0 = no limit)
// PROMISE SETTINGS: MUD_LIMIT_SEND_BUFFER_KB Unread output before a cut (KB)
// PROMISE SETTINGS: MUD_FEED_KEEPALIVE_MS Keep-alive of sockets and SSE (ms)
it.each(rowsOf(limits))('%s does what it says', (_, check) => check())
