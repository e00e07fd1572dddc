/** Words after which the name of a place comes, `building C`: they say nothing by themselves. */
const PLACES = `building room hall lecture floor office lab laboratory classroom auditorium faculty department wing block gate north south east
west gebaude raum zimmer horsaal saal stock etage buro labor halle fakultat trakt edificio aula stanza sala piano ufficio laboratorio
padiglione facolta edificio piso planta oficina despacho laboratorio facultad batiment salle etage bureau laboratoire amphi faculte`;
/** Words that say nothing of what a problem is about. */
const OTHERS = `the a an and or of in on at to for from with without by is are was were be been has have had do does did not no yes it its
this that these there here my our your we you i me us they he she please thanks thank hello hi dear since again still already very too
today yesterday morning evening week days monday tuesday wednesday thursday friday can cannot could would will should need needs fix
repair help problem issue report new more some any all near after before when while about as but so than then up out off if
der die das den dem des ein eine einen einem einer und oder im in am an auf aus bei mit ohne von vom zum zur zu ist sind war hat haben
nicht kein keine mehr es ich wir sie bitte danke hallo seit wieder noch schon sehr heute gestern geht funktioniert reparieren problem
il lo la i gli le l un uno una e o di del dello della dell dei degli delle da dal in nel nello nella nell su sul sulla al allo alla
all con senza per e non si mi ci che ho ha sono era favore grazie buongiorno salve da ieri oggi ancora molto funziona riparate riparare
el los las unos unas y de del en al por para con sin es esta estan no se me nos que hay he ha favor gracias hola desde hoy ayer todavia muy
funciona le les l un une des du de d et ou a au aux dans sur par pour avec sans est sont ne pas n se me nous il elle on y depuis hier
encore tres bonjour merci svp marche fonctionne plus`;

const setOf = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/));
const places = setOf(PLACES);
const generic = setOf(`${PLACES} ${OTHERS}`);

export function isPlaceWord(word: string): boolean {
  return places.has(word);
}

/** Whether a word, in normal form, says nothing of what a problem is about. */
export function isGeneric(word: string): boolean {
  return generic.has(word);
}
