/** `mudstream mind ask`: one question to somebody of the world files, with everything that the answer rests on. */
import { authoredLines } from '../../../handlers/minds/authored.ts'
import { dossierOf } from '../../../handlers/minds/dossier.ts'
import { tell } from '../../../handlers/minds/tell.ts'
import { vocabularyOf } from '../../../handlers/minds/vocabulary.ts'
import { askForReply } from '../../../handlers/systems/scenes/scene-jobs.ts'
import type { Character, Mobile } from '../../../schema/entities.ts'
import { characterCreated, characterEntered } from '../../../schema/events/presence.ts'
import { apply } from '../../../schema/fold.ts'
import { type JobOf, jobSchema } from '../../../schema/jobs.ts'
import { keywordsOf, mobilePrototype } from '../../../schema/words.ts'
import { problemLine } from '../../../schema/world-file.ts'
import { WorldMap } from '../../../schema/world-map.ts'
import type { ModelClient } from '../../../workers/llm/model-client.ts'
import { createPersonaSections } from '../../../workers/memory/persona.ts'
import type { MindReads } from '../../../workers/memory/reads.ts'
import { createMind } from '../../../workers/mind/think.ts'
import { ResponseCache } from '../../../workers/talk/response-cache.ts'
import { keepsNone } from '../../../workers/talk/shared-answers.ts'
import { createTemplateCache } from '../../../workers/text/template.ts'
import { loadTokenCounter } from '../../../workers/text/tokens.ts'
import type { Config } from '../../platform/config.ts'
import { digested, planWorldLoad } from '../../world/load-world.ts'
import { readWorld } from '../../world/read-world.ts'
import { withModels } from './open-models.ts'

const now = { tick: 1, beat: 0, atMs: 0, heartbeatMs: 250 }
const meta = { shard: 1, tick: 1, ordinal: 1, beat: 0, atMs: 0 }
const listener = 'listener'

/** Prints with `say` what somebody would answer a stranger, by rule and, where one is set, by the model. */
export async function askSomebody(
  config: Config,
  { who, words }: { readonly who: string; readonly words: string },
  say: (line: string) => void,
): Promise<void> {
  const asked = await standBefore(config, who)
  const { world, mobile, prototype, room, speaker } = asked
  const dossier = dossierOf({ ...asked, now, words })
  const told = tell({
    dossier,
    line: words,
    name: mobile.name,
    called: keywordsOf(world, mobile),
    speaker: speaker.name,
    seed: words,
  })
  say(`${mobile.name} (${mobile.proto}) in ${room.title}, to a stranger`)
  say(`\nknows ${dossier.facts.length} facts:`)
  for (const { id, text, own } of dossier.facts) {
    say(`  ${id}: ${text}${own && own !== text ? ` | ${own}` : ''}`)
  }
  say(
    `\nby rule (${told.act}${told.sure ? ', sure' : ''}${told.shrug ? ', a shrug' : ''}): ${told.say}`,
  )
  if (told.sure) say('No model is asked: the rule is sure.')
  if (config.llmBaseUrl === undefined) return say('No model is set.')
  const talk = { room, mobile, speaker, words, private: false, request: '', dossier }
  const wanted = askForReply(world, now, talk).flatMap((act) => (act.kind === 'job' ? act.job : []))
  const job = jobSchema.parse({
    v: 1,
    job: 'ask',
    world: 'ask',
    event: { shard: 1, tick: 1, ordinal: 1 },
    madeAtBeat: now.beat,
    expiresAtBeat: now.beat + 40,
    ...wanted[0],
    key: 'ask',
  }) as JobOf<'npc-reply'>
  const persona = { ...prototype.persona, lines: authoredLines(prototype) }
  const names = vocabularyOf([...world.entities.values()])
  const reads = { context: async () => ({ memories: [], canon: [], names, persona }) } as MindReads
  await withModels(config, async (client) => {
    await client.probe()
    const { result, why, repairs } = await (await mindOf(config, spoken(client, say), reads)).think(
      job,
    )
    const { by, tokens } = result
    say(`\nshown (by ${by}${tokens ? `, ${tokens} tokens` : ''}): ${result.answer.say}`)
    if (result.answer.emote) say(`gesture: ${result.answer.emote}`)
    if (repairs?.length) say(`mended: ${repairs.join(', ')}`)
    if (why) say(`why: ${why}`)
  })
}

/** The client, telling what it is asked and what comes back. */
function spoken(client: ModelClient, say: (line: string) => void): ModelClient {
  return {
    ...client,
    async complete(request, options) {
      say(`\nprompt (${request.promptTokens} tokens):`)
      for (const { role, content } of request.messages) say(`[${role}]\n${content}`)
      const answer = await client.complete(request, options)
      say(`\nraw (${answer.by}): ${answer.text}`)
      return answer
    },
  }
}

async function mindOf(config: Config, client: ModelClient, reads: MindReads) {
  return createMind({
    client,
    reads,
    cache: new ResponseCache({ entriesMax: 0 }),
    answers: keepsNone,
    templates: createTemplateCache(),
    personas: createPersonaSections(),
    counter: await loadTokenCounter(),
    budgets: { privateTokens: config.historyTokensPrivate, roomTokens: config.historyTokensRoom },
    routeBudgetMs: config.routeBudgetMs,
    enrichMinChars: config.enrichMinChars,
  })
}

/** The world as its files begin it, with a stranger before the one who is asked. */
async function standBefore({ worldDir }: Config, who: string) {
  const { world: files, problems } = await readWorld(worldDir)
  const [first] = problems
  if (first) throw new Error(problemLine(first))
  const world = new WorldMap()
  // Taking the rows applies the events.
  Array.from(planWorldLoad(world, digested(files), meta))
  const people = [...world.entities.values()].filter(
    (one): one is Mobile =>
      one?.kind === 'mobile' && mobilePrototype(world, one.proto)?.persona !== undefined,
  )
  const wanted = who.toLowerCase()
  const mobile =
    people.find(({ proto }) => proto === wanted) ??
    people.find((one) => keywordsOf(world, one).includes(wanted))
  const prototype = mobile && mobilePrototype(world, mobile.proto)
  const room = mobile && world.room(mobile.place)
  if (!mobile || !prototype || !room) throw new Error(`Nobody with a persona is called ${who}.`)
  const created = {
    character: listener,
    name: 'Stranger',
    role: 'player',
    home: room.id,
    gold: 0,
  } as const
  for (const event of [
    characterCreated(created),
    characterEntered({ character: listener, room: room.id }),
  ]) {
    apply(world, event, meta)
  }
  return { world, mobile, prototype, room, speaker: world.get(listener) as Character }
}
