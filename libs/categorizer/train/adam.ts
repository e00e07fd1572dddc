/** Adam (Kingma, Ba 2014): parameters by name, their gradients, and the running moments. */
export class Adam {
  private readonly first: Record<string, Float32Array> = {};
  private readonly second: Record<string, Float32Array> = {};
  private steps = 0;

  constructor(private readonly parameters: Record<string, Float32Array>) {
    for (const name of Object.keys(parameters)) {
      this.first[name] = new Float32Array((parameters[name] as Float32Array).length);
      this.second[name] = new Float32Array((parameters[name] as Float32Array).length);
    }
  }

  /** One step down the gradients; `decay` pulls every parameter towards 0. */
  step(gradients: Record<string, Float32Array>, rate: number, decay: number): void {
    this.steps++;
    const first1 = 1 - 0.9 ** this.steps;
    const second1 = 1 - 0.999 ** this.steps;
    for (const [name, parameter] of Object.entries(this.parameters)) {
      const gradient = gradients[name] as Float32Array;
      const first = this.first[name] as Float32Array;
      const second = this.second[name] as Float32Array;
      for (let i = 0; i < parameter.length; i++) {
        const slope = (gradient[i] as number) + decay * (parameter[i] as number);
        first[i] = 0.9 * (first[i] as number) + 0.1 * slope;
        second[i] = 0.999 * (second[i] as number) + 0.001 * slope * slope;
        parameter[i]! -= (rate * ((first[i] as number) / first1)) / (Math.sqrt((second[i] as number) / second1) + 1e-8);
      }
    }
  }
}
