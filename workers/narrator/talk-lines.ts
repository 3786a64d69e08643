/** What people say when nobody has to think: small talk by intent, and a manner by temper. */
import { ownOf } from '../../schema/own.ts'
import { tempers } from '../../schema/world-file/persona.ts'
import type { ScriptedIntent } from '../talk/intents.ts'

export type Lines = readonly [string, ...string[]]

type Temper = (typeof tempers)[number]

/** Slots: {speaker}, {place}, {hour} (a phrase for the time of day). */
export const smallTalk: Readonly<Record<Exclude<ScriptedIntent, 'greeting' | 'farewell'>, Lines>> =
  {
    thanks: [
      'Think nothing of it.',
      'You are welcome, {speaker}.',
      'Small thing. Keep it.',
      'It cost me nothing but breath.',
    ],
    assent: [
      'Then we understand each other.',
      'Good. That is settled.',
      'So be it.',
      'I thought you might say so.',
    ],
    dissent: [
      'As you like.',
      'Another time, then.',
      'Nobody is forcing you.',
      'Suit yourself, {speaker}.',
    ],
    sorry: [
      'No harm done.',
      'Worse has been said in {place}.',
      'Let it lie.',
      'Forgotten already.',
    ],
    mirth: [
      'Glad somebody is amused.',
      'Ha. You will have the whole of {place} laughing.',
      'It was funnier the first time.',
      'Laugh while it is free.',
    ],
    filler: [
      'Take your time.',
      'Something on your mind, {speaker}?',
      'Words come easier after a drink.',
      'You look as if you had a question.',
    ],
    'how-are-you': [
      'Well enough for {hour}.',
      'Still standing. And you?',
      'Better than some, worse than I let on.',
      'My knees complain. The rest of me follows.',
    ],
    trade: [
      'Look at what is laid out, and ask for what you want by name.',
      'Ask for a list and I will tell you what I have.',
      'Coin first, talk after.',
      'What I sell, you can see. What you cannot see, I do not sell.',
    ],
    training: [
      'If I had something to teach you, you would have to come ready to sweat.',
      'Practise what you know first, then ask again.',
      'Teaching is slow work. Are you slow to tire?',
      'Skill is paid for twice: once in coin, once in bruises.',
    ],
    clock: [
      'By the light I would say it is {hour}.',
      'It is {hour}, give or take a cup.',
      '{Hour}. You can hear it in the street.',
      'Look at the window: {hour}.',
    ],
    weather: [
      'The sky does as it pleases here.',
      'If you do not like it, wait for the turn of the tide.',
      'My bones say it will change. They are often wrong.',
      'Bring a coat and it will be fine; leave it and it will pour.',
    ],
    insult: [
      'I have been called worse by better.',
      'Mind your tongue in {place}.',
      'Say that again when you are sober.',
      'Feel better now?',
    ],
  }

export const greetings: Readonly<Record<Temper, Lines>> = {
  calm: [
    'Peace to you, {speaker}.',
    'Come in, {speaker}. There is time.',
    'Good to see a new face at {hour}.',
  ],
  cheerful: [
    '{speaker}! Sit, sit, you look half starved!',
    'There you are! I was hoping for company.',
    'Well met, {speaker}, and at {hour}, no less!',
  ],
  wary: [
    'That is close enough. What do you want?',
    'Hm. {speaker}, is it? I will remember that.',
    'You come at {hour} and expect a welcome?',
  ],
  gruff: ['What.', 'You again, or one like you.', 'If it is quick, say it.'],
  angry: [
    'Not now, {speaker}. Truly not now.',
    'Somebody had better have good news.',
    'Speak before I lose the rest of my patience.',
  ],
  afraid: [
    'Oh! You startled me. Who sent you?',
    'Keep your voice down, {speaker}.',
    'You were not followed, were you?',
  ],
  sad: [
    'Ah. {speaker}. Forgive me, I was far away.',
    'Sit if you want. I am poor company.',
    'Another {hour}. Hello.',
  ],
  sly: [
    '{speaker}, my dear. Shall we be useful to each other?',
    'I had a feeling that somebody with a purse would turn up.',
    'Hello, hello. And what are we not talking about at {hour}?',
  ],
}

export const farewells: Readonly<Record<Temper, Lines>> = {
  calm: ['Go gently, {speaker}.', 'The door knows you now.', 'Until the tide brings you back.'],
  cheerful: [
    'Come back hungry!',
    'Off already? The best stories start later.',
    'Safe steps, {speaker}!',
  ],
  wary: ['Good. Mind the step.', 'I will watch you to the corner.', 'Go the lit way.'],
  gruff: ['Aye.', 'Shut the door behind you.', 'Fine. Go.'],
  angry: [
    'About time.',
    'Go, before I say the rest of it.',
    'And tell nobody you found me like this.',
  ],
  afraid: [
    'You are leaving? Then bar the door. No, I will.',
    'Take care. Please do take care.',
    'Do not say that you saw me.',
  ],
  sad: [
    'They all go, by and by.',
    'Goodbye, {speaker}. Thank you for asking.',
    'Yes. Well. Goodbye.',
  ],
  sly: [
    'You know where I am. Or rather, you do not.',
    'A pleasure. It usually is.',
    'Till our interests meet again.',
  ],
}

/** When a question is beyond rules and nobody could be asked: never a lie, never an error. */
export const unsure: Readonly<Record<Temper, Lines>> = {
  calm: [
    'That is a question I would like to sleep on.',
    'Ask me once more when the house is quiet.',
    'I do not know it well enough to say it well.',
    'Some answers need a longer evening than this.',
  ],
  cheerful: [
    'Ha! You ask as if I ever paid attention.',
    'Now that I would tell you, if I could only remember it straight.',
    'Buy me an evening and I shall invent you an answer!',
    'Ooh. A good one. Ask me again, I will be cleverer.',
  ],
  wary: [
    'Who wants to know?',
    'I have said less to people I have known longer.',
    'Not here. Not at {hour}.',
    'Perhaps I know. Perhaps I like my teeth where they are.',
  ],
  gruff: [
    'Ask somebody with time.',
    'Hmph. Hard to say.',
    'I hit things until they are straight. That is what I know.',
    'Not my business. Barely yours.',
  ],
  angry: [
    'Do I look as if I wanted to discuss it?',
    'Leave it, {speaker}.',
    'Ask me when I have stopped wanting to break something.',
    'I will not talk about that tonight.',
  ],
  afraid: [
    'I never saw a thing, and I would swear to it.',
    'Do not ask that. Not aloud.',
    'I do not know! And if I did, I would not.',
    'Please, let us speak of something else.',
  ],
  sad: [
    'I used to know. It hardly matters now.',
    'Everything I could say about it begins with somebody who is gone.',
    'Another day, {speaker}. Today I have no words for it.',
    'It slips away from me whenever I reach for it.',
  ],
  sly: [
    'What would that be worth to you, I wonder.',
    'I could tell you, but then what would I sell tomorrow?',
    'There are two answers, and the true one costs more.',
    'You first, {speaker}.',
  ],
}

/** Small gestures in the third person; the client puts the name before them. */
export const gestures: Readonly<Record<Temper, Lines>> = {
  calm: ['folds both hands and considers.', 'nods slowly.', 'looks at the light for a while.'],
  cheerful: [
    'beams from ear to ear.',
    'wipes a spot that is clean already.',
    'laughs and shakes a finger.',
  ],
  wary: ['glances at the door.', 'takes half a step back.', 'studies your hands.'],
  gruff: ['grunts.', 'turns back to the work, then around again.', 'scratches a stubbled jaw.'],
  angry: [
    'clenches a fist and opens it again.',
    'breathes out through the nose.',
    'glares at nothing in particular.',
  ],
  afraid: ['flinches at a sound from the street.', 'tugs at a sleeve.', 'swallows hard.'],
  sad: ['smiles without the eyes.', 'traces a ring on the wood.', 'looks past you.'],
  sly: ['raises one eyebrow.', 'rolls an unseen coin over the knuckles.', 'leans in a little.'],
}

const moodTempers: Readonly<Record<string, Temper>> = {
  glad: 'cheerful',
  amused: 'cheerful',
  wary: 'wary',
  angry: 'angry',
  sad: 'sad',
  afraid: 'afraid',
}

/** A strong mood shows more than a temper; unknown tempers (imported worlds) pass for calm. */
export function mannerOf(npc: { temper: string; mood: string }): Temper {
  return ownOf(moodTempers, npc.mood) ?? tempers.find((temper) => temper === npc.temper) ?? 'calm'
}
