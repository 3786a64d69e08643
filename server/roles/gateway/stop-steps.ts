/** How a gateway stops: clients first, then what served them, then bus and store. */
import { systemClock } from '../../platform/ambient.ts'
import type { StopStep } from '../stop-in-order.ts'
import type { Gateway } from './core.ts'
import type { Front } from './front.ts'
import type { Listeners } from './listeners.ts'

export interface Opened {
  readonly front: Front
  readonly listeners: Listeners
  /** Ends the signs of life. */
  readonly stopSpeaking: () => void
}

const byeMs = 300

export function stopSteps(gateway: Gateway, opened: Opened): readonly StopStep[] {
  return [...clientsLeave(gateway, opened), ...serversClose(gateway, opened)]
}

function clientsLeave(
  { players, world }: Gateway,
  { listeners: { web, telnet }, stopSpeaking }: Opened,
): readonly StopStep[] {
  let telnetStopped: Promise<void> | undefined
  return [
    {
      what: 'refuse new clients',
      why: 'a client that is sent away and comes back at once must reach another gateway',
      run() {
        web.refuse()
        telnet.refuse()
      },
    },
    {
      what: 'say goodbye',
      why: 'sockets must still be open to carry it; it says that coming back will work',
      run: () => players.sayGoodbye(),
    },
    {
      what: 'begin to stop telnet',
      why: 'its clients need the moment that follows as much as the others',
      run: () => {
        telnetStopped = telnet.stop()
      },
    },
    {
      what: 'wait a moment',
      why: 'goodbyes are on their way out, and commands on their way to their acknowledgement',
      run: () => systemClock.sleep(byeMs),
    },
    {
      what: 'give no more signs of life',
      why: 'not before: the tick takes the sessions of a silent gateway for lost',
      run: stopSpeaking,
    },
    {
      what: 'close the players',
      why: 'their clocks would keep the process alive',
      run: () => players.close(),
    },
    {
      what: 'stop reading the name of the world',
      why: 'nobody is greeted any more',
      run: world.stop,
    },
    {
      what: 'wait for telnet',
      why: 'its sessions use intake and hub until they have ended',
      run: () => telnetStopped,
    },
    {
      what: 'close the WebSockets',
      why: 'whoever is still there did not leave when asked to',
      run: () => web.close(),
    },
  ]
}

function serversClose(
  { bus, db, intake, health, rights, commandLimit }: Gateway,
  { front, listeners }: Opened,
): readonly StopStep[] {
  return [
    {
      what: 'close HTTP',
      why: 'WebSockets lived on its server; its requests still need intake, bus and store',
      run: () => front.close(),
    },
    {
      what: 'hear no more outputs',
      why: 'nobody is left to be told',
      run: () => listeners.close(),
    },
    {
      what: 'watch over no rights',
      why: 'nothing is open any more that could end; the watch reads the store',
      run: () => rights.close(),
    },
    {
      what: 'share no allowances',
      why: 'nobody sends commands any more, and telling of them needs the bus',
      run: () => commandLimit.close(),
    },
    {
      what: 'close the intake',
      why: 'it repeats what is not acknowledged, and would do so for ever without the bus',
      run: () => intake.close(),
    },
    {
      what: 'stop watching bus and store',
      why: 'it would take their end for an outage',
      run: () => health.close(),
    },
    {
      what: 'drain the bus',
      why: 'what has arrived is still handled, and that may need the store',
      run: () => bus.drain(),
    },
    {
      what: 'close the store',
      why: 'nothing reads or writes any more',
      run: () => db.destroy(),
    },
    {
      what: 'send the last traces',
      why: 'those of the last commands are complete only now',
      run: () => intake.finish(),
    },
  ]
}
