/** Things of a campus that go by several names, in the normal form of single words; a line each. */
const GROUPS = `
lift elevator aufzug fahrstuhl ascensore ascensor ascenseur
wifi wlan eduroam
toilet toilets restroom restrooms bathroom washroom wc toilette bagno bano aseo lavabo toilettes
heating heater radiator heizung heizkorper riscaldamento termosifone calorifero calefaccion radiador chauffage radiateur
printer drucker stampante impresora imprimante
projector beamer proiettore videoproiettore proyector projecteur videoprojecteur
lamp light lights lampe licht luce lampada neon luz lampara lumiere
door tur porta puerta porte
window fenster finestra ventana fenetre
key keys schlussel chiave chiavi llave clef clefs
lock schloss serratura cerradura serrure
tap faucet wasserhahn hahn rubinetto grifo robinet
leak leaking drips dripping leck tropft perdita gocciola perde gotea gotera fuite goutte
socket outlet steckdose presa enchufe prise
aircon airconditioning klimaanlage climatizzatore condizionatore climatizzazione climatisation climatizador clim
canteen cafeteria mensa kantine refectory comedor cantine refettorio
library bibliothek biblioteca bibliotheque
password passwort kennwort contrasena
computer pc rechner ordenador ordinateur
screen monitor bildschirm schermo pantalla ecran
parking parkplatz parcheggio aparcamiento stationnement
chair stuhl sedia silla chaise
desk table tisch banco scrivania tavolo mesa escritorio
bin trash garbage rubbish mull mulleimer mulltonne cestino rifiuti spazzatura papelera basura poubelle
smell smells stinks odour odor gestank stinkt geruch puzza odore olor huele odeur
mold mould schimmel muffa moho moisissure
mouse mice rat rats maus mause ratte ratten topo topi raton souris
email mail mails emails posta correo courriel
keyboard tastatur tastiera teclado clavier
stairs staircase stairway treppe treppenhaus scala escalera escalier
roof dach tetto tejado toit
ceiling zimmerdecke soffitto techo plafond
shower dusche doccia ducha douche
water wasser acqua agua eau
microphone mic mikrofon microfono micro
loudspeaker speaker speakers lautsprecher altoparlante altoparlanti altavoz
bike bicycle bicycles fahrrad bici bicicletta bicicleta velo
stuck blocked jammed steckt klemmt bloccato bloccata incastrato atascado atascada bloque bloquee coince
broken defective kaputt defekt rotto rotta guasto guasta roto rota averiado casse cassee panne
`;

const groupOf = new Map<string, Set<string>>();
for (const line of GROUPS.trim().split('\n')) {
  const group = line.split(' ');
  for (const word of group) groupOf.set(word, new Set([...(groupOf.get(word) ?? []), ...group]));
}

/** The other names of the same thing, `elevator` for `lift`; none for a word that is in no group. */
export function synonymsOf(word: string): string[] {
  return [...(groupOf.get(word) ?? [])].filter((other) => other !== word);
}

/** One name for all the names of a thing. */
export function conceptOf(word: string): string {
  const [first] = groupOf.get(word) ?? [];
  return first ?? word;
}
