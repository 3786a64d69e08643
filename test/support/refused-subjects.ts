/** What a NATS server refuses to a login, by what it says itself. */
import type { NatsConnection } from 'nats'

/** Those of the subjects that this connection may not use. */
export async function refusedSubjects(
  nc: NatsConnection,
  operation: 'publish' | 'subscribe',
  subjects: readonly string[],
): Promise<string[]> {
  const violations = new Set<string>()
  const watch = async () => {
    for await (const status of nc.status()) {
      const context = 'permissionContext' in status ? status.permissionContext : undefined
      if (context?.operation === operation) violations.add(context.subject)
    }
  }
  void watch()
  for (const subject of subjects) {
    if (operation === 'publish') nc.publish(subject, 'probe')
    else nc.subscribe(subject, { callback: (error) => void (error && violations.add(subject)) })
    await nc.flush()
  }
  // The server answers in order, so by now it has said everything; the client may still be reading.
  await new Promise((resolve) => setImmediate(resolve))
  return subjects.filter((subject) => violations.has(subject))
}
