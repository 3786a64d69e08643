/**
 * The rules that read an intent off a line. Each is one linear pattern; the first that fits wins, so
 * the order goes from the most certain to the most general.
 */
import type { IntentRule } from './intents.ts'

const address =
  '(?:,? (?:there|all|everyone|friend|sir|madam|miss|mister|barkeep|stranger|to you|again|my friend|old man|old woman))*'

function whole(pattern: string): (plain: string) => boolean {
  const compiled = new RegExp(`^(?:${pattern})${address}$`)
  return (plain) => compiled.test(plain)
}

function inside(pattern: string): (plain: string) => boolean {
  const compiled = new RegExp(`\\b(?:${pattern})\\b`)
  return (plain) => compiled.test(plain)
}

export const intentRules: readonly IntentRule[] = [
  {
    intent: 'greeting',
    fits: whole(
      'hi|hey|hello|hullo|hail|howdy|yo|oi|greetings|salutations|welcome|well met|good (?:day|morning|afternoon|evening|eve)|morning|evening|ahoy|(?:hi|hello|hey),? (?:good )?(?:morning|evening|day)',
    ),
  },
  {
    intent: 'farewell',
    fits: whole(
      'bye|bye bye|goodbye|good bye|farewell|so long|good ?night|see you(?: (?:soon|later|around|tomorrow))?|later|until next time|take care|safe travels|i (?:must|have to|should) (?:go|leave|be off)(?: now)?|i am off',
    ),
  },
  {
    intent: 'thanks',
    fits: whole(
      '(?:many |my )?thanks(?: a lot| so much| very much)?|thank you(?: kindly| so much| very much| for (?:everything|your help|the (?:help|drink|advice|warning)))?|thx|ta|much obliged|cheers|i am grateful',
    ),
  },
  {
    intent: 'sorry',
    fits: whole(
      'sorry|i am (?:so |very )?sorry|my apologies|apologies|forgive me|pardon(?: me)?|excuse me|my mistake|i beg your pardon',
    ),
  },
  {
    intent: 'assent',
    fits: whole(
      'y|yes|yeah|yep|yup|aye|sure|of course|certainly|indeed|agreed|ok|okay|fine|alright|all right|right|true|very well|deal|i agree|i will|i do|i understand|i see|got it|makes sense|fair enough|sounds good|as you (?:say|wish)|good|great|nice|splendid|wonderful',
    ),
  },
  {
    intent: 'dissent',
    fits: whole(
      'n|no|nope|nah|nay|never|not (?:really|now|yet|today)|no thanks|no,? thank you|i (?:do not|will not|would rather not|refuse)|maybe(?: later)?|perhaps|i do not (?:know|think so|care)|whatever|never ?mind|forget it',
    ),
  },
  {
    intent: 'mirth',
    fits: whole(
      '(?:(?:ha|he|hi|ho) ?){2,}h?|haha+|lol|rofl|lmao|heh+|:\\)|:d|;\\)|that is funny|very funny|good one',
    ),
  },
  {
    intent: 'filler',
    fits: whole(
      '|h+m+|um+|uh+|er+|ah+|oh+|well|so|huh|eh|what|wow|really|interesting|curious|i wonder|test|testing|asdf\\w*|ok+',
    ),
  },
  {
    intent: 'how-are-you',
    fits: whole(
      '(?:hello,? |hi,? )?how (?:are|do) you(?: (?:do|doing|feeling|faring))?(?: today| tonight| this (?:morning|evening))?|how is (?:it going|life|business|everything)|how goes it|are you (?:well|all right|alright|ok)|what is up|how have you been',
    ),
  },
  {
    intent: 'insult',
    fits: whole(
      '(?:you are (?:a |an )?)?(?:stupid|ugly|useless|an? ?idiot|idiot|fool|liar|coward|boring|pathetic|worthless)(?: (?:fool|idiot|man|woman|thing))?|shut up|go away|get lost|i hate you|you stink',
    ),
  },
  {
    intent: 'clock',
    fits: inside(
      'what (?:time|hour|day) is it|what is the (?:time|hour)|is it (?:late|early|morning|night|noon|midnight)|(?:do you )?have the time|how late is it|what day is (?:it|today)',
    ),
  },
  {
    intent: 'weather',
    fits: inside(
      '(?:how is|what is|nice|bad|awful|fine|lovely|terrible) (?:the )?weather|will it (?:rain|storm|clear)|is it raining|(?:cold|warm|wet|windy|foggy) (?:today|tonight|out|outside|night|morning|day)|looks like (?:rain|a storm)',
    ),
  },
  {
    intent: 'training',
    fits: inside(
      'train me|(?:can|will|could|would) you (?:teach|train)|teach me|what can you teach|lessons?',
    ),
  },
  {
    intent: 'trade',
    fits: inside(
      'how much (?:is|for|are|does|do)|what (?:do you|are you) sell(?:ing)?|what (?:is|have you got) for sale|(?:can|could|may|will) i (?:buy|have|get|see|order)|i (?:want|would like|wish|need) to (?:buy|sell|order|trade|rent)|show me (?:your|what you)|your (?:wares|prices|goods|stock)|(?:a|an|one|another|two) (?:ale|beer|drink|wine|room|bed|meal|bread|stew|pint|mug|round)(?: please)?|do you (?:sell|buy|stock|have any (?!work|jobs?|quests?|news|rumou?rs|idea|advice|family|children|friends|doubts?|proof)|rent)|got any (?!news|work|rumou?rs|idea)|what (?:is|are) (?:your|the) (?:prices?|menu)|for the night|a price',
    ),
  },
]

/** Rules for what is left: lines that a model or a cached answer must serve. */
export const meaningRules: readonly IntentRule[] = [
  {
    intent: 'counsel',
    fits: inside(
      'what (?:should|would|ought) (?:i|we|you)|should (?:i|we)|what if|help me (?:decide|choose|understand)|advise|advice|your (?:advice|counsel)|would you rather|how (?:can|could|should|do) (?:i|we) (?!get|go|reach|find)\\w+|if (?:i|we|you|he|she|they)',
    ),
  },
  {
    intent: 'story',
    fits: inside(
      'tell (?:me|us) (?:a|the|your) (?:story|tale|legend)|a (?:story|tale) about|what happened (?:to|when|that|between)|how did (?:you|it|they|he|she)|why (?:did|do|does|is|are|was|were|would|have|has|not)|explain|describe|compare|recite|sing',
    ),
  },
  {
    intent: 'personal',
    fits: inside(
      'remember (?:me|my|when|what|us)|do you know (?:me|my|who i am)|my (?:name|father|mother|brother|sister|friend|wife|husband|son|daughter|family|home|village|promise|sword|ship|dog|cat|master|house|horse|debt|dream)|i (?:am|was|have|had|told|promised|lost|found|killed|saw|met|need|came|come|feel|love|gave|brought|owe|swear|dreamed|heard|think|believe|fear|hope)|we (?:met|spoke|talked|agreed|are|were|have)|like me|trust me|for me|about me|with me|come with',
    ),
  },
  {
    intent: 'rumours',
    fits: inside(
      'any (?:news|rumou?rs|gossip|tidings)|(?:the )?(?:latest|local|heard any) (?:news|rumou?rs|gossip|talk)|what (?:news|rumou?rs|gossip|tidings)|what is (?:new|happening|going on|the (?:news|gossip|talk|word))|heard (?:anything|any|something)|what (?:do|are) (?:people|folk|they) (?:say|saying|talking)|word on the street|anything (?:new|interesting) (?:happen|going)',
    ),
  },
  {
    intent: 'self',
    fits: inside(
      'who (?:are|might) you|what (?:is|be) your name|your name|about yourself|about (?:you$|you,)|what are you called|introduce yourself|your (?:story|past|life|history)|where (?:are|do) you (?:from|come from)|how long have you (?:been|lived|worked)|are you (?:from|married|human|the|a|an)',
    ),
  },
  {
    intent: 'craft',
    fits: inside(
      'what do you do|what is your (?:job|trade|work|profession|business|calling)|do you (?:work|live|own|run)|your (?:work|trade|job|craft)|how do you (?:earn|make)',
    ),
  },
  {
    intent: 'work',
    fits: inside(
      'any work|need (?:any )?(?:help|work done|a hand)|(?:looking|look) for work|anything i can do|can i help|have (?:a|any) (?:job|work|task|quest|errand)s?|are you hiring',
    ),
  },
  {
    intent: 'place',
    fits: inside(
      'what (?:is|kind of) (?:this )?(?:place|town|village|city)|where (?:am i|are we)|about (?:this|the) (?:place|town|village|city|inn|tavern|house|street|room)|what is here|what (?:is there|can i) (?:to )?(?:do|see) (?:here|around|in town)|who (?:lives|owns|rules|runs) (?:here|this|the)',
    ),
  },
  {
    intent: 'way',
    fits: inside(
      'where (?:is|are|can i find|do i find|would i find|might i find|could i find)|how (?:do|can|would) i (?:get|go|reach|find)|(?:which|what) way|directions?|the (?:way|road|path) to|show me the way|is it far',
    ),
  },
  {
    intent: 'opinion',
    fits: inside(
      'what do you (?:think|make|reckon)|your (?:opinion|view|thoughts)|do you (?:like|trust|believe|hate|love|fear|respect|enjoy|care)|how do you feel about|is (?:he|she|it) (?:good|any good|honest|safe|dangerous)|is the .{1,40} (?:good|honest|safe|dangerous|haunted|true)',
    ),
  },
  {
    intent: 'knowledge',
    fits: inside(
      'tell (?:me|us) (?:of|about|more)|do you know (?:of|about|who|what|where|anything|why)|what (?:is|are|was|were|do you know)|who \\w+|when (?:was|did|does|do|is)|have you (?:seen|heard|met|been)|know anything|is (?:there|it true)|are there|how (?:old|big|deep|many|far|long|dangerous)|know (?:of|about)|what about|about the',
    ),
  },
]
