/** The address of a database on several servers, as the addresses of each. */

/** The addresses of each server; one where the address names one. */
export function eachHost(url: string): string[] {
  const [, before = '', hosts, after = ''] =
    /^(postgres(?:ql)?:\/\/(?:[^@/]*@)?)([^/?]+)(.*)$/.exec(url) ?? []
  if (hosts === undefined) return [url]
  const rest = after.replace(/([?&])target_session_attrs=[^&]*(&|$)/, (_, open, next) =>
    next === '&' ? open : '',
  )
  return hosts.split(',').map((host) => `${before}${host}${rest}`)
}
