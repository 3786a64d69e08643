/**
 * The one program of Mudstream. Every subcommand is a file in `server/run/cli` that is loaded only when
 * it is asked for, so that `mudstream config` does not wait for a game server to be read.
 */
import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { exitCodeOfBadConfig, isConfigError } from './platform/config.ts'
import { terminalWords } from './platform/trouble.ts'
import { nameSources } from './run/launch/source-names.ts'

if (process.argv[1]?.endsWith('.mjs')) nameSources()

// Node keeps what it has parsed and stripped of types, so every role starts faster. Where the folder may
// not be written this does nothing.
enableCompileCache(fileURLToPath(new URL('../.cache/compiled', import.meta.url)))

/** What a file in `server/run/cli` exports. */
type SubcommandModule = { configure(command: Command, name: string): void }

type Subcommand = { readonly about: string; load(): Promise<SubcommandModule> }

const role = (about: string): Subcommand => ({ about, load: () => import('./run/cli/role.ts') })

/** To add a subcommand: write `server/run/cli/<name>.ts` and give it a line here. */
const subcommands: Readonly<Record<string, Subcommand>> = {
  start: {
    about: 'run the whole system on this machine (default)',
    load: () => import('./run/cli/start.ts'),
  },
  cluster: {
    about: 'run a cluster on this machine: three NATS, two Postgres, two of every role',
    load: () => import('./run/cli/cluster.ts'),
  },
  upgrade: {
    about: 'replace the roles of a running `start`, one after another, with the code on disk',
    load: () => import('./run/cli/upgrade.ts'),
  },
  gateway: role('run one gateway'),
  tick: role('run one tick service'),
  worker: role('run one worker'),
  game: role('run all roles in one process, for `start` on a small machine'),
  door: {
    about: 'hold telnet players while the gateways behind it are replaced',
    load: () => import('./run/cli/door.ts'),
  },
  config: {
    about: 'show every setting, its value and where it comes from',
    load: () => import('./run/cli/config.ts'),
  },
  setup: {
    about: 'prepare external servers: schema, streams, world, owner',
    load: () => import('./run/cli/setup.ts'),
  },
  verify: {
    about: 'rebuild the world from its log and compare it with the tables',
    load: () => import('./run/cli/verify.ts'),
  },
  rebuild: {
    about: 'make broken or wrong rows of the state anew from the log; the game may run',
    load: () => import('./run/cli/rebuild.ts'),
  },
  cache: {
    about: 'let the leading tick read the world anew',
    load: () => import('./run/cli/cache.ts'),
  },
  at: {
    about: 'show a room, item, mobile or character as it was at any tick',
    load: () => import('./run/cli/at.ts'),
  },
  history: {
    about: 'tell what happened to a thing: who did what, when, and why',
    load: () => import('./run/cli/history.ts'),
  },
  reverse: {
    about: 'take back what chosen events did, by new events: shown first, then done',
    load: () => import('./run/cli/reverse.ts'),
  },
  dead: {
    about: 'list, show, send again or drop jobs of the slow path that failed for good',
    load: () => import('./run/cli/dead.ts'),
  },
  queue: {
    about: 'look at what waits on the bus, and throw it away',
    load: () => import('./run/cli/queue.ts'),
  },
  export: {
    about: 'write a whole world to a file',
    load: () => import('./run/cli/export.ts'),
  },
  import: {
    about: 'fill an empty database with an exported world',
    load: () => import('./run/cli/import.ts'),
  },
  backup: {
    about: 'write everything that cannot be made again to a file, or read it back',
    load: () => import('./run/cli/backup.ts'),
  },
  archive: {
    about: 'move old parts of the log into files, which stay readable',
    load: () => import('./run/cli/archive.ts'),
  },
  fork: {
    about: 'make a playable copy of the world as it was at any tick',
    load: () => import('./run/cli/fork.ts'),
  },
  status: {
    about: 'show what every process does right now',
    load: () => import('./run/cli/status.ts'),
  },
  top: {
    about: 'the same, every second, until Ctrl-C',
    load: () => import('./run/cli/status.ts'),
  },
  trace: {
    about: 'tell the whole story of one command',
    load: () => import('./run/cli/trace.ts'),
  },
  mind: {
    about: 'how people think: try the models of the settings, list the names they may use',
    load: () => import('./run/cli/mind.ts'),
  },
  world: {
    about: 'check, load, write back and compare world files; import classic areas',
    load: () => import('./run/cli/world.ts'),
  },
  record: {
    about: 'write a stretch of the game to a file that can be played again',
    load: () => import('./run/cli/record.ts'),
  },
  replay: {
    about: 'play a recorded stretch again and compare what comes of it',
    load: () => import('./run/cli/replay.ts'),
  },
  forget: {
    about: 'forget a person: no word of theirs can be read any more, and verify still holds',
    load: () => import('./run/cli/forget.ts'),
  },
  rekey: {
    about: 'put another master key in the place of the one that people’s words are sealed under',
    load: () => import('./run/cli/rekey.ts'),
  },
  owner: {
    about: 'make a one-time sign-in link for the owner or an admin, who has no other way in',
    load: () => import('./run/cli/owner.ts'),
  },
  doctor: {
    about: 'go through an installation, and say of what is wrong what to do',
    load: () => import('./run/cli/doctor.ts'),
  },
  completion: {
    about: 'print words for a shell: bash, zsh or fish',
    load: async () => {
      const { configureWith } = await import('./run/cli/completion.ts')
      return { configure: (command) => configureWith(command, loadAll) }
    },
  },
  'verify-install': {
    about: 'check that the programs Mudstream needs are there',
    load: () => import('./run/cli/verify-install.ts'),
  },
}

const loadAll = () =>
  Promise.all(
    Object.entries(subcommands).map(async ([name, { about, load }]) => {
      const { configure } = await load()
      return { name, about, configure }
    }),
  )

const run = async (words: readonly string[]): Promise<void> => {
  const program = new Command('mudstream')
    .description('A MUD server that keeps what it acknowledges.')
    .showHelpAfterError()
  const chosen = words[0] === undefined || words[0] === 'all' ? 'start' : words[0]
  for (const [name, subcommand] of Object.entries(subcommands)) {
    const command = program.command(name).description(subcommand.about)
    if (name === chosen) (await subcommand.load()).configure(command, name)
  }
  const rest = words[0] === undefined ? ['start'] : [chosen, ...words.slice(1)]
  await program.parseAsync(rest, { from: 'user' })
}

try {
  await run(process.argv.slice(2))
} catch (error) {
  // A person reads this: the message alone, without a stack.
  process.stderr.write(`${terminalWords(error)}\n`)
  process.exit(isConfigError(error) ? exitCodeOfBadConfig : 1)
}
