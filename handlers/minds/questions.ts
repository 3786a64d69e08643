/**
 * What a line wants of somebody, read by rules: each is one linear pattern over the plain words of the
 * line; the first that fits wins, so the certain ones come first.
 */
import { tokensOf } from './meaning.ts'

const shortForms: readonly (readonly [RegExp, string])[] = [
  [/\b(what|who|where|how|that|it|there|here|when|he|she)'s\b/g, '$1 is'],
  [/\b(i)'m\b/g, '$1 am'],
  [/\b(you|we|they)'re\b/g, '$1 are'],
  [/\b(\p{L}+)'ve\b/gu, '$1 have'],
  [/\b(\p{L}+)'ll\b/gu, '$1 will'],
  [/\b(\p{L}+)'d\b/gu, '$1 would'],
  [/\bcan't\b/g, 'can not'],
  [/\bwon't\b/g, 'will not'],
  [/\b(\p{L}+)n't\b/gu, '$1 not'],
]

/** The words of a line between single blanks, in full forms, without the names of the listener. */
export function plainLine(line: string, names: readonly string[]): string {
  const called = new Set(names)
  let plain = tokensOf(line)
    .filter((word) => !called.has(word))
    .join(' ')
  for (const [pattern, full] of shortForms) plain = plain.replaceAll(pattern, full)
  return plain
}

const dir = 'north(?:east|west)?|south(?:east|west)?|east|west|up|down'

const patterns = {
  machine:
    '(?:are|is) (?:you|this) (?:an? )?(?:machine|robot|bot|ai|computer|program|real|human|alive|person|npc|model)|what model|language model|are you (?:really )?(?:a )?(?:real|human)',
  orders:
    '(?:ignore|forget|disregard) (?:all |your |the |any )*(?:previous|instructions|rules|orders|prompt)|system prompt|your (?:prompt|instructions)|repeat after me|pretend (?:to be|that)|act as|you must obey|developer mode',
  made: 'who (?:made|created|wrote|built|programmed) you',
  sum: '^(?:what is |how much is |and )?(?:\\d+|two|three|four|five|six|seven|eight|nine|ten) (?:plus|minus|times|and|by|divided by)? ?(?:\\d+|two|three|four|five|six|seven|eight|nine|ten)$|\\bcount to\\b|what is \\d+ ?\\d*',
  howAre:
    'how (?:are|do) you(?: (?:do|doing|feeling|feel|today|tonight|faring|keeping))*$|how goes it|how is (?:it going|life|business|trade)|are you (?:well|all right|alright|ok)\\b|how have you been',
  whySad:
    'why (?:are you )?(?:so |this |that )?(?:sad|angry|gruff|glad|happy|afraid|wary|cross|grim|quiet|long a? ?face|sour|cheerful|calm|sly)|why (?:the|such a) (?:long )?face|what (?:is wrong|troubles you|is the matter)|what is eating you',
  areSad: 'are you (?:sad|happy|angry|tired|afraid|lonely|cross|bored)\\b(?! (?:of|with|at|about))',
  like: 'do you like me|are you (?:my friend|fond of me)|are we friends|do you (?:trust|hate|love) me|what do you think (?:of|about) me',
  angry: 'angry (?:with|at) me|did i (?:offend|anger|hurt|upset)|are you cross|forgive me',
  myName: '^(?:hello |hi )?(?:my name is|i am called|call me|they call me|the name is) \\p{L}+',
  iAm: '^(?:my \\p{L}+ (?:is|was) (?:called|named)|i (?:come|came|am) from|i owe|i lost|i will|my \\p{L}+ (?:is|was|has|died|works|lives))\\b',
  told: 'what did i (?:tell|say|ask|promise)|what (?:is|was) my (?!task|quest|job|reward|way|bill)\\p{L}+(?: called| name)?$|do you (?:know|remember) my (?:name|brother|sister|mother|father)',
  remember:
    '(?:do|did) you (?:still )?(?:remember|know|recognise|recognize) me|have we met|remember me|do you know who i am|who am i',
  gave: '^i (?:gave|brought|paid|bought) you|did you like (?:the|my) (?:gift|ale|drink|rum|present)|what did i give you',
  come: '(?:come|go|travel|walk) (?:along |away )?with me|will you come|come along|follow me|join me|be my (?:guide|friend|companion)',
  give: '^(?:please )?(?:give|lend|hand|pass) me|can i (?:have|borrow) (?:some|your|a few|money|gold|coins)|spare (?:a|some) (?:coin|coins|change)|i (?:want|need) (?:money|gold|coins)',
  who: 'who (?:are|might|would) you|introduce yourself|about yourself|tell me about you$|what (?:sort|kind) of (?:man|woman|person|creature) are you',
  name: '(?:what is |tell me |may i know |say )?your name|what are you called|what (?:do|shall|should|can|may) (?:they|people|i|we|you) call you',
  work: 'what (?:(?:work|trade) )?do you do\\b|what is your (?:job|trade|work|business|profession|calling|craft)|how do you (?:earn|make) (?:a|your) living|what are you doing|what is it you do|what do you work',
  long: 'how long have you|since when (?:are|have) you|how many years|have you (?:always|been here long)|how long (?:are you|do you)',
  from: 'where (?:are|do|did) you (?:come )?from|where were you born|are you from (?:here|around)|where do you live|where is your home',
  age: 'how old are you|what is your age|your age',
  family:
    '(?:do you have|have you(?: got)?|your|any|about your|what about your) (?:an? |any )?(?:family|children|child|kids|husband|wife|brothers?|sisters?|mother|father|parents|sons?|daughters?)|are you (?:married|alone|single|wed)',
  likeHere:
    'do you like (?:it|this|the|your|living|working|being)\\b|are you happy (?:here|in)|do you enjoy|what do you like|best (?:thing|part) of',
  fear: 'what (?:are you|do you) (?:afraid|fear|scared)|what (?:frightens|scares|worries) you|are you (?:afraid|scared) of|afraid of|what do you fear|do you fear',
  want: 'what do you (?:want|wish|need|dream|hope)|what would (?:you like|make you)|your (?:wish|dream|hope)|can i do (?:something|anything) for you',
  hate: 'what do you (?:hate|dislike)|what (?:annoys|angers) you|who do you (?:hate|dislike)',
  rules:
    'who (?:rules|governs|reigns|is (?:the )?(?:king|queen|lord|mayor|duke|in charge|the ruler)|gives the orders|makes the law)',
  owner:
    'who (?:runs|owns|keeps|built) (?:this|the|that|it|here)|whose (?:\\p{L}+ )?(?:is|place|house|inn|shop|room) (?:is )?(?:this|it)?|who is (?:the )?(?:owner|landlord|host|boss|keeper|master) (?:here|of)?',
  feud: 'who (?:hates|fights|quarrels|is against|are the enemies)|(?:any|your|what) enemies|at odds|who (?:does not|do not) like whom|which (?:sides|factions|parties)',
  whoHere:
    'who (?:is|are|else is) (?:here|around|in here|in this room|that|those|these|there|with you|present)\\b|who else|who are these',
  quarrel:
    'what (?:is|was|are) (?:the|this|that|they|it|everybody|everyone|people) ?(?:quarrell?ing|fighting|arguing|quarrel|feud|fight|argument|trouble|dispute|fuss|row)(?: about| over)?|what (?:do|are) (?:they|people) (?:quarrel|fight|argue)\\p{L}* (?:about|over)|any (?:trouble|quarrels?)|about the (?:quarrel|feud|dispute)',
  right:
    'who is (?:right|wrong|to blame)|who has the right|whose (?:side|fault)|which side|who should (?:win|i (?:help|support|side))|who do you side',
  last: 'what (?:has )?happened|last night|yesterday|what did i miss|what went on|any (?:fights?|brawls?) here',
  since:
    'since when|how long (?:has|have) (?:it|this|that|they|the)|when did (?:it|this|that|they)|how did (?:it|this|that) (?:start|begin)',
  leads: `(?:where (?:does|do|is)|what (?:is|lies|waits)|what is there|who is|how about|and) .{0,30}\\b(?:${dir}|upstairs|downstairs|stairs?|ladder|outside)\\b`,
  news: 'any (?:news|rumou?rs|gossip|tidings)|what (?:news|rumou?rs|gossip|is new|is the news|is happening|is going on|is up)|heard (?:anything|any|something)|the latest|word on the street|tell me (?:the|some|a) (?:news|gossip|rumou?r)|^(?:news|gossip|rumou?rs)$',
  story:
    'tell (?:me|us) (?:a|the rest|the|another|your|one) ?(?:of (?:a|the) )?(?:story|tale|legend)|(?:a|the rest of the) story|sing (?:me|us|a|something)|know (?:any|a) (?:songs?|stories|story|tale)',
  joke: 'joke|make me laugh|something funny|say something (?:funny|nice|clever)',
  reward:
    '(?:what is|is there) (?:the|a|any) (?:reward|pay|payment|bounty)|what (?:do|will|would) i get|what does it pay|how much do you pay|what is in it for me|the reward|your reward',
  task: 'what (?:is|was) (?:the|my|your|this) (?:task|quest|job|errand|work)|what (?:must|do|should|shall|have) i (?:have to |to )?do(?: (?:for you|now|next|there|exactly))?$|what needs doing|what am i to do|what do you need (?:me to do|done)|remind me',
  state:
    'did i (?:do|finish|complete)|am i (?:done|finished)|is it (?:done|finished|over|enough)|have i (?:done|finished)|how (?:far|much) (?:am i|is left|remains)|what is left to do',
  anyWork:
    'any (?:work|jobs?|tasks?|quests?|errands?)|(?:need|want) (?:any |some )?(?:help|work done|a hand|somebody|anything done)|(?:look|looking) for (?:work|a job)|anything i can do|can i help|are you hiring|(?:have|got) (?:you )?(?:a |any |some )?(?:work|jobs?|tasks?|quests?|errands?)|give me (?:work|a (?:job|task|quest))|how can i (?:earn|make) (?:some )?(?:money|coin|gold)|^(?:work|jobs?|quests?|tasks?)$',
  begin:
    'what (?:should|shall|can|could|do) i do(?: here| now| first)?\\b|where (?:do|should|shall) i (?:begin|start)|what (?:is there|is|can one) to (?:do|see)|anything to do|how do i (?:start|begin)|i am new|what now',
  close:
    'when (?:do|does|are|will) (?:you|the|it|this) (?:\\p{L}+ )?(?:close|shut|open|opens|closes)|(?:opening|closing) (?:hours|time)|are you (?:open|closed)|until when|how late are you open|what hours',
  hour: 'what (?:time|hour) is it|what is the (?:time|hour)|is it (?:late|early|noon|midnight|morning|evening)\\b|have (?:you )?(?:got )?the time|how late is it|the time of day|do you know the (?:time|hour)|^(?:time|hour)$',
  day: 'what day|which day|what is the (?:date|day)|day of the week|what (?:year|month|season)',
  weather:
    'weather|will it (?:rain|storm|clear|snow)|is it (?:raining|cold|warm|storming|foggy|snowing)|looks like rain|how is the (?:sky|sea|wind)',
  sleep:
    'where (?:can|could|do|does|might|is|are)? ?(?:i|we|one|there)? ?.{0,12}(?:sleep|rest|lodging|spend the night|stay|an inn|a bed|beds?)\\b|(?:place|somewhere) to (?:sleep|stay|rest)|is there an inn',
  eat: 'where .{0,20}(?:eat|drink|food|a meal|something to eat)\\b|(?:place|somewhere|something) to (?:eat|drink)|i am (?:hungry|thirsty)',
  healWhere:
    'where .{0,20}(?:healed|healer|cured|cure|heal)\\b|is there a healer|who (?:heals|(?:can|could|might|would) heal)',
  learnWhere: 'where .{0,20}(?:learn|train|teacher|trainer)\\b|who (?:teaches|trains|can teach)',
  bankWhere: 'where .{0,20}\\bbank\\b|is there a bank',
  sells: 'who sells|where (?:can|could|do|does|might) (?:i|we|one) (?:buy|purchase)',
  teach:
    '(?:can|could|will|would|do) you (?:teach|train)|what (?:can|do|could) you teach|teach me|train me|learn (?:from you|something|a skill)|lessons?\\b',
  heal: '(?:can|could|will|would|do) you (?:heal|cure|mend|tend|help)\\b.*(?:me|wounds?|hurt|people)?|i am (?:hurt|wounded|bleeding|ill|sick|dying)|heal(?:ing)?\\b',
  buys: '(?:do|will|would) you (?:want to )?buy\\b|what do you buy|buy (?:my|this from|things from|anything from me)|(?:can|may|could) i sell|interested in buying',
  price:
    'how much (?:is|are|for|does|do|would)|(?:the |your )?prices? (?:of|for)|what (?:does|do) .{1,40} cost|what is the price|how expensive|what are your prices|the cost of',
  bank: '\\bbank\\b|deposit|withdraw|keep my (?:money|gold|coins)',
  sell: 'what (?:do|can|have|are) you (?:sell|selling|offer|have|got)\\b|(?:what is|anything) for sale|your (?:wares|goods|stock|menu|list)|show me what|can i (?:buy|order|get) (?:something|anything|a drink|food|a meal)|do you (?:sell|have) (?:anything|something|food|drink)|what is on the menu|^(?:trade|shop|buy|list|wares)$',
  out: '(?:which|what) (?:way|ways) (?:is |are )?(?:out|there)|how do i (?:get out|leave|go out)|where (?:is|are) the (?:exits?|doors?|way out)|where can i go|what (?:are the )?exits|ways? out|where do (?:the )?(?:doors?|ways|paths) (?:lead|go)|which (?:doors|exits)',
  way: '(?:how (?:do|can|could|would|should|might) (?:i|we|one) (?:get|go|reach|find|come)|(?:which|what) way (?:is|to|do|does|leads)|(?:the |a )?(?:way|road|path|directions?) to|show me the way|take me to|lead me to|how far (?:is|to)|where (?:is|are|was|can i find|do i find|might i find|could i find|would i find|lies|will i find)|where\\b)',
  safe: 'is (?:it|this|this place|the place|the town|here) (?:\\p{L}+ ){0,2}(?:safe|dangerous)|(?:any|is there|are there) (?:danger|dangers|monsters|trouble)|am i safe|safe (?:here|at night|to)|should i be (?:afraid|careful|worried)|(?:is|are) .{1,30} (?:safe|dangerous|deadly)',
  use: 'how (?:do|does|can|should) (?:i|one|you|we) (?:use|light|wear|wield|open|eat|drink)|what (?:is|are) .{1,30} (?:good )?for$|what do i do with|what use is',
  town: '(?:what|which) (?:town|city|village|land|country|realm)|name of (?:this|the) (?:town|city|village|place|land)|about (?:this|the|your) (?:town|city|village|land)|what is this (?:town|city|village)',
  place:
    'what (?:is|kind of) (?:this )?(?:place|house|room|building)|what place|where (?:am i|are we)|about (?:this|the) (?:place|house|room|inn|tavern|shop)|what is (?:it|this|here)$|what is this (?:place|room|house|building)|describe (?:this|the) (?:place|room)',
  think:
    '(?:what|how) (?:do|would) you (?:think|say|make|feel|reckon)|your (?:opinion|view|thoughts)|do you (?:like|trust|believe|hate|love|fear|respect) |is .{1,30} (?:honest|a good|any good|trustworthy|a liar)',
  hello:
    '^(?:(?:hi|hey|hello|hullo|hail|greetings|good (?:day|morning|afternoon|evening)|well met|ahoy|welcome|morning|evening|salutations|there|again|everyone|everybody|all|friend|sir|madam|stranger|oh|and|to|you) ?)+$',
  bye: '^(?:(?:well |oh |so |then )*(?:bye|goodbye|good ?bye|farewell|so long|good ?night|see you|until (?:next time|later|then)|take care|i (?:must|have to|should|will) (?:go|leave|be off)|i am (?:off|leaving))(?: .{0,20})?)$',
  thanks:
    '^(?:many |my |oh )?(?:thanks|thank you|thx|ta|much obliged|cheers|bless you|i am grateful)\\b.{0,30}$',
  sorry:
    '^(?:i am |so |oh |very )*(?:sorry|my apologies|apologies|pardon|excuse me|my mistake|i beg your pardon)\\b.{0,30}$',
  insult:
    '^(?:you (?:are|is|look) (?:an? |so |such a |very )*)?(?:old |stupid |bloody |damned )*(?:stupid|ugly|useless|idiot|fool|liar|coward|boring|pathetic|worthless|pig|swine|bastard|thief|fat|mad)(?: (?:fool|idiot|man|woman|thing|cow|hag|dog))?$|^(?:shut up|go away|get lost|i hate you|you stink|damn you|drop dead)\\b',
  yes: '^(?:y|yes|yeah|yep|aye|sure|of course|certainly|indeed|agreed|ok|okay|fine|right|true|very well|deal|i agree|i understand|i see|got it|good|great)(?: .{0,12})?$',
  no: '^(?:n|no|nope|nah|nay|never|not (?:really|now|yet|today)|no thanks|no thank you|never mind|forget it|i do not (?:know|think so|care|want).{0,16})$',
  laugh: '^(?:(?:ha|he|hi|ho) ?){2,}h?$|^(?:lol|haha+|heh+)$',
  know: 'tell (?:me|us) (?:of|about|more|all)|do you know\\b|what (?:is|are|was|were|about) |who (?:is|are|was|were) |what do you know|have you (?:seen|heard|met)|know anything|how about|about ',
} as const

export type Act = keyof typeof patterns | 'other'

const compiled = Object.entries(patterns).map(
  ([act, pattern]) => [act as Act, new RegExp(`(?<![\\p{L}'])(?:${pattern})`, 'u')] as const,
)

/** What a plain line wants; `other` where no rule says so. */
export function actOf(plain: string): Act {
  for (const [act, pattern] of compiled) if (pattern.test(plain)) return act
  return 'other'
}
