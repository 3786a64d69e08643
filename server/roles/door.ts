/** The door role: holds telnet players while the gateways behind it come and go. It needs neither bus nor store. */
import { openDoor } from '../edge/door/door.ts'
import { telnetPorts } from '../edge/listeners/text-listeners.ts'
import { createAddressBook } from '../edge/session/addresses.ts'
import type { DoorParts, RunningRole } from '../platform/roles.ts'

/** Starts the role; resolves once it listens. */
export async function runDoor({ config, log }: DoorParts): Promise<RunningRole> {
  const [path] = config.telnetDoor
  if (path === undefined || config.telnetDoor.length > 1) {
    throw new Error('A door needs MUD_TELNET_DOOR with the one path where gateways find it.')
  }
  const door = await openDoor({
    ...(await telnetPorts(config)),
    path,
    log,
    admit: createAddressBook(config).admit,
    options: { outputBytesMax: config.limitSendBufferKb * 1_024 },
  })
  const { host, port, stop, retire } = door
  return { telnet: { host, port }, stop, retire }
}
