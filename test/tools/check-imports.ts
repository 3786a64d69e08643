/**
 * Import directions, checked on the whole module graph (not on text): schema ← handlers ← server,
 * workers. Nothing that decides or ticks can reach a model, at any depth, statically or dynamically.
 * Exits 1 with every violation, and also when it saw suspiciously few modules: a check that reads
 * nothing passes everything.
 */
import { fileURLToPath } from 'node:url'
import { cruise, type ICruiseResult, type IForbiddenRuleType } from 'dependency-cruiser'

const io = '^(node:)?(fs|net|http|https|child_process|os|tls|dgram|worker_threads|perf_hooks)(/|$)'

export const rules: IForbiddenRuleType[] = [
  {
    name: 'schema-imports-nothing-above-it',
    severity: 'error',
    from: { path: '^schema/' },
    to: { path: '^(handlers|server|workers|test|deploy)/' },
  },
  {
    name: 'handlers-import-schema-only',
    severity: 'error',
    from: { path: '^handlers/' },
    to: { path: '^(server|workers|test|deploy)/' },
  },
  {
    name: 'rules-do-no-io',
    severity: 'error',
    from: { path: '^(schema|handlers)/', pathNot: '^schema/db/' },
    to: { path: `${io}|node_modules/(pg|nats|ws|fastify|openai|kysely|undici|lru-cache|pino)/` },
  },
  {
    name: 'workers-use-the-platform-only',
    severity: 'error',
    from: { path: '^workers/' },
    to: { path: '^server/', pathNot: '^server/platform/' },
  },
  {
    name: 'no-model-in-the-hot-path',
    severity: 'error',
    from: { path: '^(schema|handlers|server/(core|edge|log|persons|platform|roles|world))/' },
    // Prompts live in workers as well: what a model is told is as far away as the model itself.
    to: { path: '^workers/|node_modules/(openai|gpt-tokenizer)/', reachable: true },
  },
  {
    name: 'sql-has-an-address',
    comment: 'Connections are opened in few places; nobody else may reach for the driver.',
    severity: 'error',
    from: {
      path: '^(server|workers)/',
      pathNot:
        '^server/(platform|core/store|run/(embedded|cli)|log|edge/accounts)/|^workers/store/',
    },
    to: { path: 'node_modules/(pg|pg-cursor)/' },
  },
  {
    name: 'only-the-bus-names-nats',
    comment: 'The port in server/platform/bus/bus.ts is what everybody else works with.',
    severity: 'error',
    from: { path: '^(schema|handlers|server|workers)/', pathNot: '^server/platform/bus/' },
    to: { path: '^nats$|node_modules/(nats|@nats-io)/' },
  },
  { name: 'no-cycles', severity: 'error', from: { pathNot: '^test/' }, to: { circular: true } },
]

/** The graph below the given folders, with every broken rule. */
export async function checkImports(
  folders: readonly string[],
  baseDir: string,
): Promise<{ modules: number; violations: string[] }> {
  const { output } = await cruise(
    [...folders],
    {
      baseDir,
      ruleSet: { forbidden: rules },
      validate: true,
      doNotFollow: { path: 'node_modules' },
      tsPreCompilationDeps: true,
      enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.js'] },
    },
    {},
  )
  const { summary, modules } = output as ICruiseResult
  const violations = summary.violations.map(
    ({ rule, from, to, via }) =>
      `${rule.name}: ${from} → ${via ? via.map((step) => step.name).join(' → ') : to}`,
  )
  const edges = modules.flatMap(({ source, dependencies }) =>
    dependencies.map(({ resolved }) => [source, resolved] as const),
  )
  violations.push(...folderCircles(edges))
  return { modules: modules.length, violations: [...new Set(violations)] }
}

type Edge = readonly [from: string, to: string]

/**
 * Circles among what lies side by side in one folder, at every depth: each folder counts as one room,
 * and so does each file beside it. Reported is one file to file import for every step of the circle.
 */
function folderCircles(edges: readonly Edge[]): string[] {
  const levels = new Map<string, Map<string, Map<string, Edge>>>()
  for (const [from, to] of edges) {
    const [one, other] = [from.split('/'), to.split('/')]
    const shared = one.findIndex((part, depth) => part !== other[depth])
    if (shared < 1) continue
    const parent = one.slice(0, shared).join('/')
    const rooms = levels.get(parent) ?? new Map<string, Map<string, Edge>>()
    levels.set(parent, rooms)
    const room = one[shared] ?? ''
    const out = rooms.get(room) ?? new Map<string, Edge>()
    rooms.set(room, out)
    out.set(other[shared] ?? '', [from, to])
  }
  return [...levels].flatMap(([parent, rooms]) =>
    [...rooms.keys()].flatMap((room) => {
      const circle = shortestCircle(rooms, room)
      // A circle is told once, from its first room in the order of the alphabet.
      if (circle === null || circle.some(([from]) => roomOf(from, parent) < room)) return []
      return [`no-folder-circles: ${parent}: ${circle.map((step) => step.join(' → ')).join(', ')}`]
    }),
  )
}

const roomOf = (path: string, parent: string): string =>
  path.slice(parent.length + 1).split('/')[0] ?? ''

/** The imports by which a room reaches itself again, as few as possible; null when it does not. */
function shortestCircle(
  rooms: ReadonlyMap<string, ReadonlyMap<string, Edge>>,
  start: string,
): readonly Edge[] | null {
  const paths: (readonly [room: string, steps: readonly Edge[]])[] = [[start, []]]
  const seen = new Set<string>()
  for (const [room, steps] of paths) {
    for (const [next, edge] of rooms.get(room) ?? []) {
      if (next === start) return [...steps, edge]
      if (seen.has(next)) continue
      seen.add(next)
      paths.push([next, [...steps, edge]])
    }
  }
  return null
}

const modulesMin = 150

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = fileURLToPath(new URL('../..', import.meta.url))
  const { modules, violations } = await checkImports(
    ['schema', 'handlers', 'server', 'workers'],
    root,
  )
  for (const violation of violations) console.error(violation)
  console.log(`${modules} modules, ${violations.length} import violations`)
  if (modules < modulesMin) console.error(`expected at least ${modulesMin} modules`)
  process.exit(violations.length > 0 || modules < modulesMin ? 1 : 0)
}
