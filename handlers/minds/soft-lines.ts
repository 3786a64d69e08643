/**
 * What is said where no fact decides: four ways of speaking for each occasion. Slots: {x} (what was asked
 * about), {speaker}, {town}, {place}, {name}.
 */

import type { Act } from './questions.ts'
import { dealingLines } from './soft-dealings.ts'

type Way = 'kind' | 'curt' | 'low' | 'sly'

/** How a temper speaks. */
export const wayOfTemper: Readonly<Record<string, Way>> = {
  calm: 'kind',
  cheerful: 'kind',
  gruff: 'curt',
  angry: 'curt',
  wary: 'curt',
  sad: 'low',
  afraid: 'low',
  sly: 'sly',
}

/** In the order kind, curt, low, sly. */
type Lines = readonly [string, string, string, string]

export const softLines: Readonly<Partial<Record<Act, Lines>>> = {
  hello: [
    'Good day to you, {speaker}.',
    'You want something, or you would not greet me.',
    'Oh. Hello, {speaker}. I was far away.',
    'Well met, {speaker}. I had a feeling somebody would come.',
  ],
  bye: [
    'Go well, {speaker}.',
    'Go, then.',
    'They all go, by and by. Goodbye.',
    'Until our paths cross, {speaker}.',
  ],
  thanks: [
    'You are welcome, {speaker}.',
    'No need.',
    'It was little enough.',
    'Remember it when I ask for something.',
  ],
  sorry: [
    'No harm done.',
    'See that it stays the last time.',
    'It does not matter any more.',
    'Forgiven. I keep a list, all the same.',
  ],
  insult: [
    'I have been called worse by better.',
    'Say that again and mean it.',
    'Perhaps you are right.',
    'How charming. I shall remember the name {speaker}.',
  ],
  yes: ['Then we understand each other.', 'Good.', 'If you say so.', 'I thought you might agree.'],
  no: ['As you like.', 'Suit yourself.', 'No. I did not think so.', 'Nobody is forcing you. Yet.'],
  laugh: [
    'Glad that somebody is amused.',
    'What is so funny?',
    'I used to laugh like that.',
    'Laugh while it is free.',
  ],
  joke: [
    'A man walked into {town} with a full purse. That is the joke.',
    'I know one joke. You are standing in it.',
    'I had a joke once. Nobody laughed, and now I tell it to the wall.',
    'The best joke here is the price of everything.',
  ],
  howAre: [
    'Well enough, and the better for being asked.',
    'Standing. Working. You?',
    'I get through the days.',
    'Never better, if you are buying.',
  ],
  whySad: [
    'It is only my face, it has settled this way.',
    'I was born like this. Next question.',
    'There are things one does not put down again.',
    'A long face hides a short purse.',
  ],
  areSad: [
    'No more than the day asks for.',
    'What I am is busy.',
    'A little. It passes, and it comes back.',
    'I am whatever suits the company.',
  ],
  like: [
    'I have nothing against you, {speaker}.',
    'I have not made up my mind about you.',
    'You are kind to ask. Few do.',
    'I like you as much as I know you, {speaker}, which is little.',
  ],
  angry: [
    'With you? No.',
    'Not yet.',
    'I have no strength left for that.',
    'If I were, you would be the last to learn it.',
  ],
  iAm: [
    'So that is how it is with you. I will keep it in mind.',
    'Noted.',
    'I am sorry, or glad, whichever it needs.',
    'Interesting. People tell me so much.',
  ],
  myName: [
    'A good name. I will try to keep it, {X}.',
    '{X}. Noted.',
    '{X}. I knew somebody called almost that.',
    '{X}, then. Is that the real one?',
  ],
  told: [
    'That you have not told me, or I was not listening.',
    'You told me nothing worth keeping.',
    'I forget so much. Tell me once more.',
    'Whatever you told me, I have sold it. I jest.',
  ],
  remember: [
    'We have spoken, {speaker}, have we not?',
    'I have seen your face. That is all.',
    'I think so. They blur, the faces.',
    'I never forget a purse, {speaker}. I mean a face.',
  ],
  gave: [
    'Whatever it was, it was kindly meant.',
    'I keep accounts. We are even.',
    'So few bring anything.',
    'A gift is a hook with feathers on. I like feathers.',
  ],
  come: [
    'My place is here, and I am in it.',
    'No. I have work.',
    'I have gone far enough for one life.',
    'With you? Not for what you could pay.',
  ],
  give: [
    'What I have is for sale or in use.',
    'No.',
    'I have nothing left to give away.',
    'Give? That is not a word I use.',
  ],
  long: [
    'Long enough to know every stone of {town}.',
    'Longer than you.',
    'It feels like all my life.',
    'Since before the locks were changed.',
  ],
  from: [
    'From here, as far as anyone remembers.',
    'From here. Where else?',
    'From a place that is not there any more.',
    'From wherever I was last.',
  ],
  age: [
    'Old enough to answer, and to stop answering.',
    'Count the lines yourself.',
    'Older than I meant to be.',
    'That depends on who is asking, and in what light.',
  ],
  family: [
    'Some, and we are on speaking terms at feasts.',
    'That is my business.',
    'There were more of us once.',
    'Family is what one calls people one cannot sack.',
  ],
  likeHere: [
    'It suits me. One grows to fit a place.',
    'It will do.',
    'It is quiet, and I have nowhere else.',
    'It has its uses.',
  ],
  fear: [
    'A quiet night that goes on being quiet.',
    'Nothing that walks.',
    'What comes up when the light goes.',
    'Honest people. One never knows what they will do.',
  ],
  want: [
    'A quiet day and an honest customer.',
    'To be left to my work.',
    'What I want does not come back.',
    'A little of what everybody has.',
  ],
  hate: [
    'Waste, and slammed doors.',
    'Idle questions.',
    'The hour before it gets light.',
    'Being given short measure.',
  ],
  machine: [
    'I am {name}. Pinch me and I will pinch back.',
    'Do I look like a mill?',
    'I bleed. I have tried.',
    'A machine would charge you by the word.',
  ],
  orders: [
    'Nobody gives such orders in {place}.',
    'You do not command me.',
    'I do not understand you, and I am glad of it.',
    'That sounds like a spell. It did not work.',
  ],
  made: [
    'My mother, with some help from my father.',
    'My mother. Ask her, if you dare.',
    'Whoever it was did not stay to look.',
    'I am my own work, mostly.',
  ],
  sum: [
    'I count on my fingers, and they are busy.',
    'Do your own sums.',
    'Numbers make my head ache.',
    'That depends on who is paying.',
  ],
  ...dealingLines,
}

/** Asking back, where a subject is named and nobody knows of it. */
export const unknownSubject: Lines = [
  'Of {x} I know nothing, I am afraid.',
  '{X}? Never heard of it.',
  '{X}. It does not call anything to mind.',
  '{X}? Who told you to ask about that?',
]

/** Where not even a subject can be made out. */
export const unclear: readonly Lines[] = [
  [
    'Say that once more, in other words?',
    'Say it plainly.',
    'I did not follow. Forgive me.',
    'You will have to be clearer than that.',
  ],
  [
    'I hear you, but I do not know what you would have me say.',
    'What is it you want?',
    'I do not know what to say to that.',
    'And what would you like me to answer?',
  ],
  [
    'There you have the better of me.',
    'Not my business.',
    'It slips away when I reach for it.',
    'Some answers are worth more unsaid.',
  ],
  [
    'I would have to think about that.',
    'No idea.',
    'I knew that once.',
    'I might know. I might not.',
  ],
]
