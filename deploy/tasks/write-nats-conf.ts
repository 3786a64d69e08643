/**
 * Writes `deploy/nats/nats.conf` from the same allow-lists as the embedded default, so that what a
 * role may do is the same in development and in production. `--check` only compares.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { natsPermissions } from '../../server/run/embedded/nats-conf.ts'

const target = fileURLToPath(new URL('../nats/nats.conf', import.meta.url))
const list = (subjects: readonly string[]) =>
  subjects.map((subject) => `\n            ${JSON.stringify(subject)}`).join('')

const users = Object.entries(natsPermissions('main')).map(
  ([login, { publish, subscribe }]) => `      {
        user: ${login}
        password: $MUD_NATS_${login.toUpperCase()}_PASSWORD
        permissions: {
          publish: { allow: [${list(publish)}
          ] }
          subscribe: { allow: [${list(subscribe)}
          ] }
        }
      }`,
)

/** The configuration's text. Passwords come from the environment of the server. */
export const natsConf = `# Written by deploy/tasks/write-nats-conf.ts from the allow-lists in server/run/embedded/nats-conf.ts.
# For the world "main"; a world of another name has it in every subject below.

server_name: mudstream
port: 4222
# Loopback inside the container or host; the exporter and probes use it.
http: "0.0.0.0:8222"

# Every link is encrypted; clients connect with tls://.
tls {
  cert_file: "/etc/nats/tls/tls.crt"
  key_file: "/etc/nats/tls/tls.key"
  timeout: 3
}

# A message holds at most 256 commands; anything larger is not ours.
max_payload: 1MB
# A gateway that does not read is cut off before it costs the server its memory; it repairs itself.
max_pending: 64MB
write_deadline: "10s"

jetstream {
  store_dir: "/data"
  # Below the size of the volume, so that our limits refuse before the disk is full.
  max_file_store: 8GB
  # An acknowledged command is on disk. The default (two minutes) loses minutes of them at a power
  # loss; gateways put many commands into one message because of this.
  sync_interval: always
}

accounts {
  MUD {
    jetstream: enabled
    users: [
${users.join('\n')}
    ]
  }
}
`

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes('--check')) {
    if (readFileSync(target, 'utf8') !== natsConf) {
      console.error('deploy/nats/nats.conf is stale: node deploy/tasks/write-nats-conf.ts')
      process.exit(1)
    }
  } else writeFileSync(target, natsConf)
}
