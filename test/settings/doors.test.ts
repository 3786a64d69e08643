import { it } from 'vitest'
import { rowsOf } from './area.ts'
import { doors } from './areas/doors.ts'

// PROMISE SETTINGS: MUD_HTTP_HOST Address the web gateway listens on
// PROMISE SETTINGS: MUD_HTTP_PORT Port of HTTP and WebSocket (port)
// PROMISE SETTINGS: MUD_TELNET_HOST Address telnet listens on
// PROMISE SETTINGS: MUD_TELNET_PORT Port of telnet (port)
// PROMISE SETTINGS: MUD_TELNET_TLS_PORT Port of TLS telnet, opened once a certificate is set (port)
// PROMISE SETTINGS: MUD_TELNET_DOOR Sockets of the doors that hold telnet players while gateways are replaced
// PROMISE SETTINGS: MUD_TLS_CERT File with the TLS certificate chain (PEM)
// PROMISE SETTINGS: MUD_TLS_KEY File with the TLS private key (PEM)
// PROMISE SETTINGS: MUD_ALLOWED_ORIGINS Origins of web pages, besides our own, that may open a socket
// PROMISE SETTINGS: MUD_HOSTS Names by which players reach us
// PROMISE SETTINGS: MUD_METRICS_HOST Address the metrics listen on
// PROMISE SETTINGS: MUD_METRICS_GATEWAY_PORT Port of the metrics of the first gateway process (port)
// PROMISE SETTINGS: MUD_METRICS_TICK_PORT Port of the metrics of the first tick process (port)
// PROMISE SETTINGS: MUD_METRICS_WORKER_PORT Port of the metrics of the first worker process (port)
// PROMISE SETTINGS: MUD_GUESTS Players may come in without an account
// PROMISE SETTINGS: MUD_PUBLIC_URL Address of the game as people outside see it, for links that are sent to them
// PROMISE SETTINGS: MUD_LISTING What lists of games are told of this one over MSSP
// PROMISE SETTINGS: MUD_SMTP_URL Mail server that sends links for a new password
// PROMISE SETTINGS: MUD_MAIL_FROM Address that mail comes from
it.each(rowsOf(doors))('%s does what it says', (_, check) => check())
