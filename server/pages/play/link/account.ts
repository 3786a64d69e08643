/** The page's HTTP calls (PROTOCOL 4). Failures are answers, never exceptions. */

/** A verb that the player may use. */
export type ManifestEntry = {
  readonly verb: string
  readonly aliases: readonly string[]
  readonly help: string
}

/** A page to read; `words` are those that lead to it. */
export type HelpPage = {
  readonly word: string
  readonly title: string
  readonly brief: string
  readonly text: string
  readonly see: readonly string[]
  readonly words: readonly string[]
  readonly isArticle: boolean
}

/** Where a newcomer may come from. */
export type Origin = {
  /** What is typed after `origin`. */
  readonly word: string
  readonly name: string
  readonly brings: readonly string[]
  readonly skill?: string
}

export type SignInTrouble =
  | 'wrong'
  | 'taken'
  | 'bad-name'
  | 'too-many'
  | 'away'
  /** The server has no such call; the socket's own sign-in may do. */
  | 'elsewhere'
export type SignInResult =
  | { readonly token: string }
  | { readonly trouble: SignInTrouble; readonly words?: string }

export type Answer = { readonly status: number; readonly data: unknown }
/** One JSON call; status 0 when nobody answered. */
export type Call = (method: string, path: string, body?: unknown) => Promise<Answer>

export type Account = {
  readonly call: Call
  signIn(name: string, password: string): Promise<SignInResult>
  register(name: string, password: string): Promise<SignInResult>
  /** Makes an account of the guest whose token is in use. */
  claim(name: string, password: string): Promise<SignInResult>
  /** Turns the secret of a one-time sign-in link into a sign-in. */
  spendLink(link: string): Promise<SignInResult>
  signOut(): Promise<void>
  useToken(token: string | undefined): void
  loadSettings(): Promise<unknown>
  saveSettings(settings: unknown): Promise<void>
  manifest(): Promise<readonly ManifestEntry[]>
  help(): Promise<readonly HelpPage[]>
  origins(): Promise<readonly Origin[]>
}

const answerWithinMs = 8_000

export function createAccount(): Account {
  let token: string | undefined

  const call: Call = async (method, path, body) => {
    try {
      const response = await fetch(path, {
        method,
        signal: AbortSignal.timeout(answerWithinMs),
        headers: {
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(token ? { authorization: `Bearer ${token}` } : {}),
        },
        // Without a body this is undefined, which sends none.
        body: JSON.stringify(body),
      })
      const text = await response.text()
      return { status: response.status, data: parsed(text) }
    } catch {
      return { status: 0, data: undefined }
    }
  }

  /** A list that the server makes by its own schema; empty when it does not answer. */
  const list = async <T>(path: string): Promise<readonly T[]> => {
    const { status, data } = await call('GET', path)
    return status === 200 && Array.isArray(data) ? data : []
  }

  const enter = async (path: string, name: string, password: string) =>
    entered(await call('POST', path, { name, password }))

  return {
    call,
    signIn: (name, password) => enter('/v1/sessions', name, password),
    register: (name, password) => enter('/v1/accounts', name, password),
    claim: (name, password) => enter('/v1/accounts/claim', name, password),
    spendLink: async (link) => entered(await call('POST', `/v1/links/${encodeURIComponent(link)}`)),
    async signOut() {
      await call('DELETE', '/v1/sessions/current')
      token = undefined
    },
    useToken(next) {
      token = next
    },
    async loadSettings() {
      const { status, data } = await call('GET', '/v1/settings')
      // An account without settings answers with an empty body, which any copy here outranks.
      return status === 204 ? {} : status === 200 ? data : undefined
    },
    async saveSettings(settings) {
      await call('PUT', '/v1/settings', settings)
    },
    help: () => list('/v1/help'),
    origins: () => list('/v1/origins'),
    async manifest() {
      const { status, data } = await call('GET', '/v1/commands/manifest')
      return status === 200 ? readManifest(data) : []
    },
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const field = (data: unknown, name: string): unknown =>
  typeof data === 'object' && data !== null ? Reflect.get(data, name) : undefined

function entered({ status, data }: Answer): SignInResult {
  const token = field(data, 'token')
  if (status === 201 && typeof token === 'string') return { token }
  const words = field(data, 'detail')
  return { trouble: trouble(status), ...(typeof words === 'string' ? { words } : {}) }
}

function trouble(status: number): SignInTrouble {
  if (status === 401 || status === 403) return 'wrong'
  if (status === 409) return 'taken'
  if (status === 400 || status === 422) return 'bad-name'
  if (status === 429) return 'too-many'
  return status === 404 || status === 405 || status === 501 ? 'elsewhere' : 'away'
}

/** The manifest as a list, or under `commands`; entries without a verb are left out. */
export function readManifest(data: unknown): readonly ManifestEntry[] {
  const list = Array.isArray(data) ? data : field(data, 'commands')
  if (!Array.isArray(list)) return []
  return list
    .filter((entry) => typeof field(entry, 'verb') === 'string')
    .map((entry) => {
      const aliases = field(entry, 'aliases')
      return {
        verb: String(field(entry, 'verb')),
        aliases: Array.isArray(aliases) ? aliases.map(String) : [],
        help: String(field(entry, 'help') ?? ''),
      }
    })
}
