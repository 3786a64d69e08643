/** What of our environment a child is told: settings, without the secrets of others, and what every program needs. */
import type { Environment } from '../../platform/config.ts'
import type { ProcessKind } from '../../platform/roles.ts'

/** Who needs a secret besides the owner of the installation; everybody has addresses of its own. */
const needs: Readonly<Record<string, readonly ProcessKind[]>> = {
  // Setting up makes the owner's account; nobody asks for the password afterwards.
  MUD_OWNER_PASSWORD: [],
  MUD_PERSON_KEY: ['gateway', 'tick', 'game'],
  MUD_LLM_API_KEY: ['worker', 'game'],
  MUD_SMTP_URL: ['gateway', 'game'],
}

/** Of everybody's: where programs and certificates are, and how to get out. */
const common =
  /^(MUD_\w+|NODE_\w+|PATH|HOME|TMPDIR|TZ|LANG|LC_\w+|SSL_CERT_\w+|(HTTPS?|NO|ALL)_PROXY|(https?|no|all)_proxy)$/

/** The part of `env` that a process of this kind is started with. */
export function ownEnvironment(env: Environment, kind: ProcessKind): Environment {
  const isOurs = (name: string): boolean => {
    if (!common.test(name)) return false
    // Passwords of servers stand beside the settings for the files of those servers.
    if (/^MUD_(NATS|POSTGRES)_[A-Z0-9]+_PASSWORD$/.test(name)) return false
    const needed = Object.entries(needs).find(([secret]) => name.replace(/_FILE$/, '') === secret)
    return needed === undefined || needed[1].includes(kind)
  }
  return Object.fromEntries(Object.entries(env).filter(([name]) => isOurs(name)))
}
