import { cutWords, foldWord, Gap } from './text/words.js';

/** Words that name a danger by themselves, in the five languages; "*" is any ending, "_" joins words in a row. */
const ALONE = termsOf(`
  smoke fire burning flames explosion explode* exploding gas sparks sparking electrocut* electric_shock trapped locked_in injur* wounded bleed*
  bled blood unconscious fainted ambulance
  fumo fuoco fiamme incendio brucia bruciando esplos* scintille scossa folgorat* intrappolat* ferit* sangue sanguina svenut* ambulanza
  rauch feuer flammen brennt explodiert gasgeruch funken stromschlag eingeschlossen eingesperrt eingeklemmt verletz* blutet blut bewusstlos*
  ohnmächtig krankenwagen notarzt
  humo fuego llamas ardiendo explosión explotó chispas chispazo calambre atrapad* encerrad* herid* sangr* inconsciente* desmay* ambulancia
  fumée feu flammes incendie brûle gaz étincelle* électrocut* enfermé* prisonnier* blessé* blessure* saigne* inconscient* évanoui*`);

/** What is there for an emergency, or has the word for another reason: no danger. */
const HARMLESS = termsOf(`
  fire_door* fire_alarm* fire_exit* fire_extinguisher* fire_escape* fire_drill* smoke_detector* smoke_alarm* blood_donation* blood_test*
  allarme_fumo detector_humo`);

const WATER = termsOf(`
  water leak* drip* flood* wet pouring acqua goccia gocciol* allag* bagnat* wasser* tropf* nass* überschwemm* agua gote* mojad* inund* eau
  fuit* goutt* mouill* inond*`);
const ELECTRICITY = termsOf(`
  socket* outlet* wire wires wiring fuse* electric* cable* light_fitting presa prese elettric* cavi cavo steckdose* sicherung* strom* kabel*
  elektr* enchufe* eléctric* prise prises électri* fils câble*`);
const STUCK = termsOf('stuck stuck_in inside bloccat* dentro steck* feststeck* atascad* coincé* bloqué* bloquead*');
const LIFT = termsOf('lift elevator ascensore aufzug fahrstuhl ascensor ascenseur');
const PEOPLE = termsOf(`
  we people someone somebody colleague student students siamo persone qualcuno wir leute jemand personen estamos gente alguien personas nous
  quelqu gens personnes`);

/** Sets of which each has a word in the same sentence. */
const TOGETHER = [
  [WATER, ELECTRICITY],
  [STUCK, LIFT, PEOPLE],
];

/**
 * The words of a text that say that somebody may be in danger (smoke and fire, gas, people trapped or injured, water near
 * electricity), as written, in the order of the text, each once. A hint for people: it decides nothing.
 */
export function dangerWords(text: string): string[] {
  const found = new Map<string, string>();
  for (const written of sentencesOf(text)) {
    const forms = written.map(foldWord);
    const harmless = placesOf(forms, HARMLESS);
    const alone = placesOf(forms, ALONE).filter((at) => !harmless.includes(at));
    const together = TOGETHER.map((sets) => sets.map((terms) => placesOf(forms, terms)));
    const complete = together.filter((sets) => sets.every((places) => places.length > 0)).flat(2);
    for (const at of [...alone, ...complete].sort((a, b) => a - b)) {
      const word = written[at] as string;
      if (!found.has(word.toLowerCase())) found.set(word.toLowerCase(), word);
    }
  }
  return [...found.values()];
}

/** The words of each sentence, as written. */
function sentencesOf(text: string): string[][] {
  const sentences: string[][] = [];
  for (const { start, end, gapBefore } of cutWords(text)) {
    if (gapBefore === Gap.sentence) sentences.push([]);
    sentences.at(-1)?.push(text.slice(start, end));
  }
  return sentences;
}

/** Places of the words of each term that is found. */
function placesOf(forms: readonly string[], terms: readonly string[][]): number[] {
  const isPart = (form: string | undefined, part: string) =>
    part.endsWith('*') ? form?.startsWith(part.slice(0, -1)) : form === part;
  return forms.flatMap((_, at) =>
    terms
      .filter((term) => term.every((part, i) => isPart(forms[at + i], part)))
      .flatMap((term) => term.map((_part, i) => at + i)),
  );
}

function termsOf(list: string): string[][] {
  const fold = (part: string) => foldWord(part) + (part.endsWith('*') ? '*' : '');
  return list.match(/\S+/g)?.map((term) => term.split('_').map(fold)) ?? [];
}
