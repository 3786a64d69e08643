/**
 * Writes `deploy/nats/nats.conf` from the same allow-lists as the embedded default, so that what a
 * role may do is the same in development and in production. `--check` only compares. With names of
 * processes (`gw1 gw2 t1 t2 w1`) it prints one in which each of them has a login of its own.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { natsPermissionsOf } from '../../server/run/embedded/nats-conf.ts'
import { type NatsLogin, natsLogins } from '../../server/run/embedded/secrets.ts'

const target = fileURLToPath(new URL('../nats/nats.conf', import.meta.url))
const list = (subjects: readonly string[]) =>
  subjects.map((subject) => `\n            ${JSON.stringify(subject)}`).join('')

const user = (login: NatsLogin, instance?: string) => {
  const { publish, subscribe } = natsPermissionsOf('main', login, instance)
  const name = instance ?? login
  return `      {
        user: ${name}
        password: $MUD_NATS_${name.toUpperCase()}_PASSWORD
        permissions: {
          publish: { allow: [${list(publish)}
          ] }
          subscribe: { allow: [${list(subscribe)}
          ] }
        }
      }`
}

const roles = { gw: 'gateway', t: 'tick', w: 'worker' } as const

/** The role of a process by its name, as `mudstream start` names them. */
const roleOf = (instance: string): NatsLogin => {
  const role = roles[/^(gw|t|w)[a-z0-9]*$/.exec(instance)?.[1] as keyof typeof roles]
  if (role === undefined) throw new Error(`${instance}: names begin with gw, t or w`)
  return role
}

/** The configuration's text, with a user for each instance. Passwords come from the environment of the server. */
const confFor = (
  instances: readonly string[],
) => `# Written by deploy/tasks/write-nats-conf.ts from the allow-lists in server/run/embedded/nats-conf.ts.
# For the world "main"; a world of another name has it in every subject below.

server_name: mudstream
port: 4222
# Roles ask here whether it syncs (MUD_NATS_MONITOR_URL); for the exporter and probes, and nobody outside.
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
${[...natsLogins.map((login) => user(login)), ...instances.map((one) => user(roleOf(one), one))].join('\n')}
    ]
  }
}
`

export const natsConf = confFor([])

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const instances = process.argv.slice(2).filter((word) => !word.startsWith('--'))
  if (instances.length > 0) process.stdout.write(confFor(instances))
  else if (process.argv.includes('--check')) {
    if (readFileSync(target, 'utf8') !== natsConf) {
      console.error('deploy/nats/nats.conf is stale: node deploy/tasks/write-nats-conf.ts')
      process.exit(1)
    }
  } else writeFileSync(target, natsConf)
}
