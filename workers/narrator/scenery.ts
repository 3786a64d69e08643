/**
 * How a place feels, by rule: an opening, what is in the air, who or what is there. Every line is tied to the
 * facts that make it true, so that nothing is told of the sun under a roof or of a lamp in the dark.
 *
 * Names stand where no verb has to agree with them: "a crate" and "some nets" read alike.
 */
import type { SceneView } from '../../schema/jobs.ts'
import { ownOf } from '../../schema/own.ts'
import { filled, type Picker } from './pick.ts'
import { inSentence } from './slots.ts'
import type { Lines } from './talk-lines.ts'

/** Where the same set of openings may be used. */
type Setting = 'dark' | 'roofed' | 'dawn' | 'day' | 'dusk' | 'night'

/** At least eleven a setting, and none in two: ten rooms in a row never begin alike. */
export const openings: Readonly<Record<Setting, Lines>> = {
  dark: [
    'Blackness, close as cloth.',
    'Nothing shows itself here.',
    'Here one sees with the fingers or not at all.',
    'The dark has no edges.',
    'Whatever is here keeps it to itself.',
    'One step sounds like two.',
    'The eyes open wider and gain nothing by it.',
    'Distance is a matter of guessing.',
    'The blackness gives back every sound a little changed.',
    'One would rather have a light, and has none.',
    'A hand before the face is only a rumour.',
    'There is a floor; more cannot be promised.',
  ],
  roofed: [
    'The place keeps its own time.',
    'Whoever was here last has left the quiet a little crooked.',
    'It is the kind of room that listens.',
    'Every sound seems to arrive a little after its cause.',
    'The walls have heard all this before.',
    'Something settles overhead, and is done with it.',
    'It smells of use.',
    'Nothing here is new, and nothing minds.',
    'A board gives its opinion and falls silent.',
    'There is room here for a thought, if one should come.',
    'What happens elsewhere arrives here late, if at all.',
    'One lowers the voice without having been asked.',
    'A corner holds on to more shadow than it needs.',
    'The air has been breathed before, and by many.',
  ],
  dawn: [
    'Pale light shows the dust that somebody will sweep later.',
    'The morning comes in sideways, as if it had been asked to wait.',
    'The world is up and not yet awake.',
    'A first door is opened somewhere, and shut again.',
    'The grey loosens, thread by thread.',
    'It is the hour that belongs to bakers and thieves.',
    'Colour returns to things one at a time.',
    'The day tries its weight on the ground.',
    'Somebody coughs a long way off, and the morning has begun.',
    'Edges come back; an hour ago there were none.',
    'It is too early for most of what one might say.',
  ],
  day: [
    'The day goes about its business without looking up.',
    'There is light enough to leave nothing to guess.',
    'Noon or not, somebody is late for something.',
    'The hours are wide here, and mostly spoken for.',
    'Everything stands where it was put.',
    'It is an ordinary hour, and knows it.',
    'A voice calls a name; nobody answers to it.',
    'The ground remembers more feet than it will admit.',
    'One could be seen from a long way off here.',
    'Work is being done, though not by anyone in sight.',
    'The day has settled in and put its elbows out.',
  ],
  dusk: [
    'Shadows lean together and exchange what they have heard.',
    'The last colour drains away.',
    'Somewhere near a lamp is lit, and then another.',
    'Evening takes the far things first.',
    'People walk a little faster at this hour.',
    'What was plain an hour ago has begun to hint.',
    'The day counts what it has left.',
    'A shutter is closed, not gently.',
    'The light goes, politely, by the nearest way.',
    'It is late enough to ask who is coming.',
    'Smoke and supper are in the air from somewhere.',
  ],
  night: [
    'The night sits here like a guest who knows where everything is.',
    'Nothing moves that does not have to.',
    'The dark holds its breath.',
    'Footsteps would carry, if there were any.',
    'It is the hour of locked doors.',
    'A window far off is the only other opinion.',
    'The night has put its hand over the place.',
    'Whatever sleeps, sleeps; the rest is listening.',
    'It is so late that it has nearly become early.',
    'One hears one’s own coat.',
    'The distance has come closer since nightfall.',
  ],
}

type Weather = 'clear' | 'cloud' | 'fog' | 'rain' | 'storm' | 'snow'

/** What is in the air under an open sky. */
const airs: Readonly<Record<Weather, Lines>> = {
  clear: [
    'The sky is clear, and has no advice.',
    'Not a cloud anywhere; the air is thin and clean.',
    'There is nothing overhead but height.',
  ],
  cloud: [
    'The clouds are low and have not decided.',
    'A grey sky rests on everything alike.',
    'The overcast takes the shine off things.',
  ],
  fog: [
    'Fog has taken the far end of everything.',
    'The fog beads on sleeves and says nothing.',
    'Shapes in the fog are nothing until they are somebody.',
  ],
  rain: [
    'Rain finds the one seam that was meant to hold.',
    'It rains as if it were paid by the hour.',
    'The rain talks over everybody.',
  ],
  storm: [
    'The storm pulls at whatever is not tied down.',
    'Wind and water come from the same side, and mean it.',
    'One has to shout to be misunderstood in this storm.',
  ],
  snow: [
    'Snow takes the noise out of things.',
    'The snow has already forgiven the last footprints.',
    'Flakes come down with all the time in the world.',
  ],
}

const underfoot: Readonly<Partial<Record<string, Lines>>> = {
  road: ['The road has opinions about boots.', 'Ruts lead both ways and recommend neither.'],
  field: ['The grass goes over and comes up again.', 'The ground is soft and keeps a record.'],
  forest: ['Branches mind their own business, mostly.', 'A twig snaps; it may have been anyone’s.'],
  hills: [
    'The slope asks for breath at every step.',
    'Stones shift underfoot, and think better of it.',
  ],
  mountain: ['The rock keeps what warmth it gets.', 'There is a great deal of down here.'],
  beach: [
    'Sand gets in where nothing else does.',
    'The tide has left its accounts along the shore.',
  ],
  swamp: ['The mud gives every foot back reluctantly.', 'Something bubbles, and is finished.'],
  shallows: [
    'Water is about the ankles of everything.',
    'The shallows pull a little, out of habit.',
  ],
  water: ['The water moves under all of it.', 'There is nothing to stand on but patience.'],
  ruin: ['Half a wall remembers the other half.', 'What fell here fell long ago.'],
  cave: ['Water drips, and takes its time over it.', 'The stone sweats.'],
  underwater: [
    'Every movement is answered a moment later.',
    'Pressure sits in the ears like a question.',
  ],
}

const indoors: Lines = [
  'A draught feels along the wall and finds the gap it was looking for.',
  'The air tastes of old smoke.',
  'Dust hangs about, unoccupied.',
  'Voices from elsewhere come through as tunes without words.',
]

const fights: Lines = [
  'But there is a fight, and nothing else is looked at: {who}.',
  'All of it is only the ring around a fight: {who}.',
]

const people: Lines = [
  'The eye finds {who} first.',
  'The quiet gathers around {who}.',
  'What there is of company here is {who}.',
  'For the moment everything waits for {who}.',
]

const things: Lines = [
  'Of all that is here the eye comes back to {thing}.',
  'Somebody will want {thing} sooner or later.',
  'One notices {thing}, for no good reason.',
]

const alone: Lines = [
  'It feels like a place that has only just stopped being talked about.',
  'Whoever comes next will find it just so.',
  'Nobody is here to contradict it.',
]

const unseen: Lines = [
  'Somebody breathes close by.',
  'There is a rustle, and then there pointedly is not.',
]
const unseenAlone: Lines = ['No breath but one’s own.', 'It is quiet in the way of empty things.']

/** Three sentences that the facts of the scene allow. */
export function sceneryOf(scene: SceneView, pick: Picker): string {
  const opening = openings[settingOf(scene)]
  const first = opening[scene.turn % opening.length] ?? opening[0]
  return [first, pick.one(airOf(scene)), closingOf(scene, pick)].join(' ')
}

function settingOf({ dark, roofed, dayPhase }: SceneView): Setting {
  if (dark) return 'dark'
  return roofed ? 'roofed' : dayPhase
}

function airOf({ dark, roofed, weather, terrain }: SceneView): Lines {
  const ground = ownOf(underfoot, terrain)
  if (roofed) return ground ?? (dark ? unseenAir : indoors)
  const known = weather && Object.hasOwn(airs, weather) ? airs[weather as Weather] : undefined
  return known ?? ground ?? outdoors
}

const unseenAir: Lines = ['The air does not move.', 'It smells of stone and patience.']
const outdoors: Lines = ['The air goes where it likes.', 'There is more sky than one needs.']

function closingOf({ dark, people: all, items, fighting }: SceneView, pick: Picker): string {
  const mobiles = all.filter(({ kind }) => kind === 'npc').map(({ name }) => inSentence(name))
  if (dark) return pick.one(all.length > 1 ? unseen : unseenAlone)
  if (fighting.length > 0)
    return filled(pick.one(fights), { who: listed(fighting.map(inSentence)) })
  const [who] = mobiles
  if (who) return filled(pick.one(people), { who })
  const [thing] = items
  if (thing) return filled(pick.one(things), { thing: inSentence(thing) })
  return pick.one(all.length > 1 ? crowd : alone)
}

const crowd: Lines = [
  'There are more people than reasons.',
  'Nobody looks as if they had come for the view.',
]

/** "a rat", "a rat and Ash", "a rat, a crab and Ash". */
function listed(names: readonly string[]): string {
  const [last = '', ...others] = names.toReversed()
  return others.length === 0 ? last : `${others.toReversed().join(', ')} and ${last}`
}
