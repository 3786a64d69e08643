/**
 * What a mobile knows that may be said to one listener, gathered from the declarations and rooms that the
 * world has in memory. Pure: the same world and line always give the same dossier.
 */
import type { Dossier } from '../../schema/jobs/dossier.ts'
import { factsMax } from '../../schema/jobs/dossier.ts'
import { turnsBetween } from '../../schema/pending.ts'
import { timeAt } from '../clock.ts'
import { feelingFor, shareFor } from '../rules/bonds.ts'
import type { Asking } from './facts/asking.ts'
import { dealingFacts } from './facts/dealings.ts'
import { elsewhereFacts } from './facts/elsewhere.ts'
import { hereFacts } from './facts/here.ts'
import { newsFacts } from './facts/news.ts'
import { personaFacts } from './facts/persona.ts'
import { selfFacts } from './facts/self.ts'
import { bondFacts } from './facts/us.ts'
import { mannerOf } from './manner.ts'

export type { Asking } from './facts/asking.ts'

const saidMax = 12

export function dossierOf(asking: Asking): Dossier {
  const { world, now, mobile, speaker, prototype } = asking
  const feeling = feelingFor(world, mobile.proto, speaker, now.beat)
  const facts = [
    ...selfFacts(asking),
    ...bondFacts(asking, feeling),
    ...personaFacts(asking, shareFor(feeling)),
    ...newsFacts(asking),
    ...dealingFacts(asking, feeling),
    ...elsewhereFacts(asking),
    ...hereFacts(asking),
  ]
  const turns = turnsBetween(world, mobile.id, speaker.id)
  const said = turns.filter((turn) => turn.by === 'npc').map((turn) => turn.text.slice(0, 600))
  return {
    manner: mannerOf(prototype),
    facts: facts.slice(0, factsMax),
    said: said.slice(-saidMax),
    hour: timeAt(world, now.beat).hour,
  }
}
