// One model of all pictures, and the masks of each: nextflow run main.nf --pictures 'photos/*.png' --out masks
params.pictures = 'pictures/*.{png,jpg,tif}'
params.out = 'masks'
params.segments = 'auto'

process FIT {
    publishDir params.out, mode: 'copy'
    cpus 2

    input:
    path pictures

    output:
    path 'model.gmm.json'

    script:
    """
    gmmseg fit ${pictures} --segments ${params.segments} --threads ${task.cpus} --quiet -o model.gmm.json
    """
}

process APPLY {
    publishDir params.out, mode: 'copy'
    tag { picture.name }

    input:
    path model
    path picture

    output:
    path '*_labels.png', emit: labels
    path '*_table.csv', emit: tables

    script:
    """
    gmmseg apply ${model} ${picture} --export labels,table --threads ${task.cpus} --quiet -o .
    """
}

workflow {
    pictures = Channel.fromPath(params.pictures, checkIfExists: true)
    FIT(pictures.collect())
    APPLY(FIT.out.first(), pictures)
}
