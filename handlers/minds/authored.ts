/** What the author of a world has put into the mouth of a mobile. */
import type { MobilePrototype } from '../../schema/world-file.ts'

type Authored = Pick<
  MobilePrototype,
  'greets' | 'lines' | 'talk' | 'reactions' | 'shop' | 'persona'
>

/** Everything that it may say as it stands; gestures, which begin with a colon, are left out. */
export function authoredLines({
  greets,
  lines,
  talk,
  reactions,
  shop,
  persona,
}: Authored): string[] {
  const scripted = [...reactions.flatMap((one) => one.do), ...talk.flatMap((one) => one.do)]
  return [
    ...greets,
    ...Object.values(lines).flat(),
    ...talk.map((topic) => topic.reply),
    ...scripted.flatMap((action) =>
      'text' in action && action.act !== 'emote' ? action.text : [],
    ),
    ...Object.values(shop?.messages ?? {}),
    ...toldToAnybody(persona),
  ].filter((line) => !line.startsWith(':'))
}

/** What has to be won is left out: only the dossier of somebody who has won it holds it. */
function toldToAnybody(persona: MobilePrototype['persona']): string[] {
  const { opinions = [], knows = [], wants = [] } = persona ?? {}
  const open = knows.filter(
    ({ share, needs }) => share === 'stranger' && !needs.item && !needs.quest,
  )
  return [...opinions, ...open, ...wants].map(({ says }) => says)
}
