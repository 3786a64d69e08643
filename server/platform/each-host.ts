/** The address of a database on several servers, as the addresses of each. */

/** The addresses of each server; one where the address names one. `servers`: the hosts instead of its own. */
export function eachHost(url: string, servers: readonly string[] = []): string[] {
  const [, before = '', named, after = ''] =
    /^(postgres(?:ql)?:\/\/(?:[^@/]*@)?)([^/?]+)(.*)$/.exec(url) ?? []
  if (named === undefined) return [url]
  const hosts = servers.length > 0 ? servers : named.split(',')
  const rest = after.replace(/([?&])target_session_attrs=[^&]*(&|$)/, (_, open, next) =>
    next === '&' ? open : '',
  )
  return hosts.map((host) => `${before}${host}${rest}`)
}
