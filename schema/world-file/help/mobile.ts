/** What each field of `mobile.ts` is, with an example and its unit: forms, guide and checks read it. */

export const reaction = {
  on: ['What has to happen.', 'enters'],
  item: ['With gives: which thing.', 'saltmere.letter'],
  words: ['With says: one of these words.', ['password']],
  social: ['With emotes: which gesture.', 'bow'],
  hour: ['With hour: at which.', 21, 'hour of the day'],
  chance: ['How often it reacts.', 50, 'percent'],
  cooldownBeats: ['How long it waits before it reacts again.', 80, 'beats'],
  once: ['Whether it reacts only once in its life.', true],
  do: ['What it does then, in this order.', [{ say: 'Who goes there?' }]],
} as const

export const shop = {
  sells: ['Wares, with stock and price.', [{ item: 'saltmere.lamp', stock: 3 }]],
  buys: ['Types of things that it buys.', ['weapon']],
  markup: ['What it asks, of the value of a thing.', 120, 'percent'],
  markdown: ['What it pays, of the value of a thing.', 50, 'percent'],
  hours: ['When it is open: from, to.', [8, 20], 'hours of the day'],
  gold: ['How many coins it has to buy with.', 500, 'coppers'],
  messages: ['What it says in its own words.', { closed: 'Come back in the morning.' }],
} as const

export const ware = {
  item: ['The thing that is sold.', 'saltmere.lamp'],
  stock: ['How many there are after each reset.', 5, 'pieces'],
  price: ['A price of its own, whatever the value.', 30, 'coppers'],
} as const

export const shopMessages = {
  closed: ['Said outside of its hours.', 'Come back in the morning.'],
  noMoney: ['Said to who cannot pay.', 'No coin, no ware.'],
  noSuch: ['Said when it has no such thing.', 'I have none of that.'],
  noWish: ['Said to who offers what it does not buy.', 'What would I do with it?'],
  bought: ['Said to who has bought something.', 'A good choice.'],
  sold: ['Said to who has sold something.', 'That will do.'],
} as const

export const talk = {
  keywords: ['Words that it answers to.', ['boat', 'passage']],
  reply: ['What it says.', 'Two coppers, and mind the rope.'],
  emote: ['What it does beside, without its name.', 'spits over the rail.'],
  do: ['What else it does.', [{ give: 'saltmere.ticket' }]],
} as const

export const mobile = {
  name: ['What it is called, with an article unless it is a name.', 'a harbour guard'],
  keywords: ['Words by which players mean it; made of its name unless given.', ['guard']],
  description: ['What one sees on looking at it.', 'Rain runs off his helmet.'],
  ground: ['The line in a room where it is.', 'A harbour guard stands here.'],
  pronouns: ['How sentences speak of it.', 'he'],
  level: ['How strong it is.', 5, 'levels'],
  health: ['How much harm it bears.', 40, 'points'],
  stamina: ['How long it keeps going.', 100, 'points'],
  attack: ['What it adds to the roll to hit.', 10, 'points'],
  damage: ['Dice of its bare hands.', '1d4+1', 'points'],
  verb: ['How its blow is named, one word.', 'bite'],
  armour: ['How hard it is to hit.', 8, 'points'],
  speed: ['How much sooner it strikes than others.', 5, 'points'],
  gold: ['What a fresh one carries: a number, or from and to.', [5, 20], 'coppers'],
  experience: ['What its end is worth.', 120, 'points'],
  faction: ['The group whose opinion it shares.', 'harbour-watch'],
  flags: ['What is special about it.', ['animal']],
  behaviours: ['What it does by itself.', [{ kind: 'wander', chance: 20 }]],
  persona: [
    'Who it is: how it speaks, what it knows and wants.',
    { speech: 'Short sentences, sea words.' },
  ],
  lines: [
    'Lines that it has ready, by occasion or temper; an emote begins with a colon.',
    { idle: ['The tide is late.'] },
  ],
  talk: ['What it answers to words.', [{ keywords: ['boat'], reply: 'Two coppers.' }]],
  greets: ['How it greets whoever comes in.', ['Evening.']],
  greetsFrom: ['Greetings for those of an origin.', { fisher: ['One of ours, I see.'] }],
  reactions: [
    'What it does in answer to what happens.',
    [{ on: 'enters', do: [{ say: 'Who goes there?' }] }],
  ],
  shop: [
    'What it sells and buys; it needs the behaviour shopkeeper.',
    { sells: ['saltmere.lamp'] },
  ],
  teaches: [
    'Skills that it teaches; it needs the behaviour trainer.',
    [{ skill: 'bandage', price: 120 }],
  ],
  vnum: ['Its number in the classic area it came from.', 3012],
  notes: ['What the importer could not translate.', ['Cast spells.']],
} as const

export const lessonForSale = {
  skill: ['Which skill.', 'bandage'],
  price: ['What it asks for it.', 120, 'coppers'],
} as const
