/** Names of commands as the checker writes them: `session/n`. */
export const keyOf = (session: string, n: number): string => `${session}/${n}`

/** Session and number out of a request id: `<correlation>-<session>-<number in base 36>`. */
export function keyOfRequest(request: string): string | undefined {
  const [, session, number] = request.split('-')
  return session && number ? keyOf(session, Number.parseInt(number, 36)) : undefined
}
