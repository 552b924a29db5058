/** What happens, step by step: the client's steps and the trap's, the last one being where it goes wrong. */
export const Scenes = ({ scenes }: { scenes: readonly string[] }) => (
  <ol className="scenes">
    {scenes.map((scene) => (
      <li key={scene}>{scene}</li>
    ))}
  </ol>
)
