/**
 * Writes the configuration of the embedded NATS server: durable streams, and for every role exactly
 * the subjects it needs; what is not listed is refused.
 */
import { createHmac } from 'node:crypto'
import { systemTopics } from '../../../schema/subjects.ts'
import { type NatsLogin, natsLogins } from './secrets.ts'

/** What varies between two configurations. */
export type NatsConfOptions = {
  readonly port: number
  readonly monitorPort: number
  readonly storeDir: string
  readonly storeMaxGb: number
  /** World whose streams and subjects the roles may use, `[a-z0-9]{1,26}`. */
  readonly world: string
  readonly passwords: Readonly<Record<NatsLogin, string>>
  /** Processes that have a login of their own, beside the one of their role. */
  readonly instances?: readonly NatsInstance[] | undefined
  /** Its place in a cluster; without one it stands alone. */
  readonly node?: NatsNode | undefined
}

/** One server of a cluster, all of whose servers have the same passwords. */
export type NatsNode = {
  readonly name: string
  /** Loopback port for the other servers of the cluster. */
  readonly routePort: number
  /** The port by which the others may find it when they hear of it from one another. */
  readonly advertisedPort: number
  /** The ports by which it reaches the others. */
  readonly routePorts: readonly number[]
  /** What the servers show each other: who has it could read and write everything. */
  readonly routePassword: string
}

/** A process with a login of its own, which can speak as nobody else. */
export type NatsInstance = { readonly role: Exclude<NatsLogin, 'admin'>; readonly instance: string }

/** The password of an instance, which it cannot turn into that of another or of its role. */
export const instancePassword = (ofRole: string, instance: string): string =>
  createHmac('sha256', ofRole).update(instance).digest('base64url')

type Permissions = { readonly publish: readonly string[]; readonly subscribe: readonly string[] }

/**
 * What a login may do. With an `instance` it is that of one process, which publishes under its own name
 * only; without, that of a role, for processes that come and go.
 */
export const natsPermissionsOf = (world: string, login: NatsLogin, instance?: string) => {
  const { publish, subscribe } = natsPermissions(world, instance)[login]
  const inbox = `_INBOX_${instance ?? login}.>`
  return { publish, subscribe: [...subscribe, inbox] }
}

/** How the allow-lists name what a login speaks of. */
const wordsOf = (world: string, instance: string) => {
  const stream = (name: string): string => `${name}_${world}`
  const about = (ask: string, names: readonly string[]): string[] =>
    names.map((name) => `$JS.API.STREAM.${ask}.${stream(name)}`)
  return {
    commands: stream('COMMANDS'),
    jobs: stream('JOBS'),
    subject: (...families: string[]): string[] => families.map((f) => `mud.${world}.${f}.>`),
    own: (...families: string[]): string[] => families.map((f) => `mud.${world}.${f}.${instance}`),
    topicsOf: (role: NatsLogin): string[] =>
      Object.entries(systemTopics)
        .filter(([, { by }]) => (by as readonly string[]).includes(role))
        .map(([topic, { own }]) => `mud.${world}.sys.${topic}.${own ? instance : '*'}`),
    info: (...names: string[]) => ['$JS.API.INFO', ...about('INFO', names)],
    read: (...names: string[]) => about('MSG.GET', names),
  }
}
type Words = ReturnType<typeof wordsOf>

/**
 * The allow-lists by role. Acknowledgements exist in two forms: with nine tokens, and, from servers
 * that switch the newer form on, with domain and account in front of the stream's name.
 */
const natsPermissions = (
  world: string,
  instance = '*',
): Readonly<Record<NatsLogin, Permissions>> => {
  const words = wordsOf(world, instance)
  return {
    gateway: gatewayMay(words),
    tick: tickMay(words),
    worker: workerMay(words),
    admin: {
      publish: ['mud.>', '$JS.API.>', '$JS.ACK.>', '$JS.FC.>'],
      subscribe: ['mud.>', '$JS.EVENT.>'],
    },
  }
}

const gatewayMay = ({ own, subject, topicsOf, info, read, jobs }: Words): Permissions => ({
  publish: [
    ...own('cmd.*'),
    ...topicsOf('gateway'),
    ...info('COMMANDS', 'EVENTS', 'JOBS', 'DEAD'),
    // What is stored and not applied yet: the status of a request after its gateway has died.
    ...read('COMMANDS'),
    `$JS.API.CONSUMER.INFO.${jobs}.*`,
    `$JS.API.CONSUMER.LIST.${jobs}`,
    `$JS.API.CONSUMER.NAMES.${jobs}`,
    // Admins hold back a lane and let it go again through the gateway.
    `$JS.API.CONSUMER.PAUSE.${jobs}.*`,
  ],
  subscribe: [...own('out'), ...subject('live', 'sys')],
})

const tickMay = ({ subject, topicsOf, info, read, commands }: Words): Permissions => ({
  publish: [
    ...subject('out', 'evt', 'job'),
    ...topicsOf('tick'),
    ...info('COMMANDS', 'EVENTS', 'JOBS'),
    // The leader drops the commands that it has applied, and compares the store with what was told.
    ...read('COMMANDS', 'EVENTS'),
    `$JS.API.STREAM.PURGE.${commands}`,
    `$JS.API.CONSUMER.CREATE.${commands}`,
    `$JS.API.CONSUMER.CREATE.${commands}.>`,
    `$JS.API.CONSUMER.INFO.${commands}.*`,
    `$JS.API.CONSUMER.DELETE.${commands}.*`,
    `$JS.API.CONSUMER.MSG.NEXT.${commands}.*`,
    `$JS.ACK.${commands}.>`,
    `$JS.ACK.*.*.${commands}.>`,
    `$JS.FC.${commands}.>`,
  ],
  subscribe: subject('sys'),
})

const workerMay = ({ own, subject, topicsOf, info, jobs }: Words): Permissions => ({
  publish: [
    // Jobs: what workers ask of one another, and dead ones that an admin has sent again.
    ...subject('live', 'dead', 'job'),
    ...own('res.*'),
    ...topicsOf('worker'),
    ...info('COMMANDS', 'JOBS', 'DEAD'),
    `$JS.API.CONSUMER.INFO.${jobs}.*`,
    `$JS.API.CONSUMER.MSG.NEXT.${jobs}.*`,
    `$JS.ACK.${jobs}.>`,
    `$JS.ACK.*.*.${jobs}.>`,
  ],
  subscribe: subject('sys', 'evt'),
})

const quoted = (words: readonly string[]): string =>
  words.map((word) => JSON.stringify(word)).join(', ')

const clusterBlock = (node: NatsNode): string => {
  const { routePort, advertisedPort, routePorts, routePassword } = node
  const routes = routePorts.map((port) => `nats://route:${routePassword}@127.0.0.1:${port}`)
  return `cluster {
  name: "mudstream"
  listen: "127.0.0.1:${routePort}"
  advertise: "127.0.0.1:${advertisedPort}"
  # Whoever comes in knows all addresses, and by its own way.
  no_advertise: true
  authorization { user: "route", password: ${JSON.stringify(routePassword)} }
  routes: [${quoted(routes)}]
}
`
}

/** The text of `nats.conf`. */
export const natsConf = (options: NatsConfOptions): string => {
  const { world, passwords, instances = [] } = options
  const user = (name: string, password: string, { publish, subscribe }: Permissions) => `      {
        user: ${JSON.stringify(name)}, password: ${JSON.stringify(password)}
        permissions: {
          publish: { allow: [${quoted(publish)}] }
          subscribe: { allow: [${quoted(subscribe)}] }
        }
      }`
  const users = [
    ...natsLogins.map((login) => user(login, passwords[login], natsPermissionsOf(world, login))),
    ...instances.map(({ role, instance }) =>
      user(
        instance,
        instancePassword(passwords[role], instance),
        natsPermissionsOf(world, role, instance),
      ),
    ),
  ]
  return `# Written by Mudstream at every start; changes are lost.
server_name: ${JSON.stringify(options.node?.name ?? 'mudstream')}
host: "127.0.0.1"
port: ${options.port}
http: "127.0.0.1:${options.monitorPort}"
max_payload: 1MB
max_pending: 64MB
write_deadline: "10s"
jetstream {
  store_dir: ${JSON.stringify(options.storeDir)}
  max_file_store: ${options.storeMaxGb}GB
  # An acknowledged command must be on disk, not on its way there.
  sync_interval: always
}
${options.node === undefined ? '' : clusterBlock(options.node)}accounts {
  MUD {
    jetstream: enabled
    users: [
${users.join('\n')}
    ]
  }
}
`
}
